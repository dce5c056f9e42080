/** The words of the inbox, by language. An app that takes one language carries that one alone. */
export { english } from './outcomes/languages/english.ts';
export { spanish } from './outcomes/languages/spanish.ts';
export { tell, type Language, type TellOptions } from './outcomes/tell.ts';
