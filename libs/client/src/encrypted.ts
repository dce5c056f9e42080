/** Encryption at rest, apart from the core: an app that does not want it does not carry it. */
export { encryptedStorage, WrongStorageKey, type EncryptionOptions } from './storage/encrypted.ts';
