/** The disk is full, read-only or broken: nothing was changed. `detail` is for the log and "Details". */
export interface StorageFailure {
  readonly kind: 'storage';
  readonly detail: string;
}

/** `storage-replaced`: what there was could not be read and was laid aside; from now on everything is kept again. */
export type StorageProblem = StorageFailure | { readonly kind: 'storage-replaced'; readonly detail: string };
