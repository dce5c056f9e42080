/** The device had no room, and the server was surely not reached either, or the client was closed: nothing was kept, nothing was done. */
export class NotSaved extends Error {
  override readonly name = 'NotSaved';
  readonly code: 'storage_full' | 'queue_full' | 'storage_late' | 'storage_broken' | 'closed';
  constructor(code: NotSaved['code']) {
    super(`not saved (${code})${code === 'closed' ? '' : ', and there is no contact'}: nothing was done`);
    this.code = code;
  }
}
