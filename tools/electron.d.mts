export interface ElectronRuntime {
  /** The executable. */
  readonly path: string;
  /** Electron's version, without a `v`. */
  readonly version: string;
  readonly source: 'download' | 'fallback' | 'override';
}

/** The runtime to use, fetched when there is none. */
export function ensureElectron(): Promise<ElectronRuntime>;

/** The folder that holds the runtime's executable and its `resources`. */
export function runtimeFolder(runtime: ElectronRuntime): string;
