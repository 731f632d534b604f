/** How a transfer we asked for goes on, as far as the far end tells (RFC 3515 §2.4.4). */
export type TransferProgress =
  /** They try it; `status` is what their call to the target heard last, `null` before they said so. */
  | { readonly state: 'under-way'; readonly status: number | null }
  /** They speak with the target; our call with them ends. */
  | { readonly state: 'done' }
  /** They took it on and will not tell how it ended. */
  | { readonly state: 'unknown' }
  /** The call goes on as it was. */
  | {
      readonly state: 'failed';
      readonly why: TransferFailure;
      /** The answer to our request or to their call, where one came. */
      readonly status: number | null;
    };

export type TransferFailure =
  /** There is no call to transfer, or nobody to transfer it to. */
  | 'not-possible'
  /** They do not want to, or cannot. */
  | 'refused'
  /** The target did not take the call. */
  | 'target-refused'
  | 'timeout';
