/**
 * The phone library's door. Nothing is behind it yet: the README says what will be.
 */
// oxlint-disable-next-line unicorn/require-module-specifiers -- without it this would not be a module
export {};
