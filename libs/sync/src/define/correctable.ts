/**
 * Who may give parked work other contents: said once by whoever defines a mutation or an event.
 *
 * `byOne`: anybody who repairs parked work. `byTwo`: one person corrects and another one approves; for what carries money, or what
 * somebody else wanted. `never`: nobody, because it carries an approval, a consent or somebody's identity. Who says nothing means
 * `never`.
 */
export type Correctable = 'never' | 'byTwo' | 'byOne';
