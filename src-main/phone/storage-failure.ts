/** The disk is full, read-only or broken: nothing was changed. `detail` is for the log and "Details". */
export interface StorageFailure {
  readonly kind: 'storage';
  readonly detail: string;
}
