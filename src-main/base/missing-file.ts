/** Whether what the file system threw says that there is no such file (ENOENT). */
export function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
