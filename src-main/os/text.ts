/** The few words that the operating system's own menus need; windows have their own texts. */
export interface NativeText {
  readonly open: string;
  readonly dial: string;
  readonly hangUp: (who: string) => string;
  readonly decline: (who: string) => string;
  readonly answer: (who: string) => string;
  readonly quit: string;
  readonly noLine: string;
  readonly closeWindow: string;
  readonly edit: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly saveTrace: string;
  readonly saveDiagnostics: string;
  readonly traceText: string;
  readonly traceCapture: string;
  readonly view: string;
  readonly resetZoom: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly state: Readonly<
    Record<'registered' | 'registering' | 'failed' | 'password-needed' | 'off', string>
  >;
}

const en: NativeText = {
  open: 'Open Offhook',
  dial: 'Dial…',
  hangUp: (who) => `Hang up ${who}`,
  decline: (who) => `Decline ${who}`,
  answer: (who) => `Answer ${who}`,
  quit: 'Quit',
  noLine: 'No line set up',
  closeWindow: 'Close window',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  saveTrace: 'Save the line’s trace',
  saveDiagnostics: 'Save the headset’s diagnostics',
  traceText: 'Text',
  traceCapture: 'Capture for Wireshark',
  view: 'View',
  resetZoom: 'Actual size',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  state: {
    registered: 'reachable',
    registering: 'connecting…',
    failed: 'not reachable',
    'password-needed': 'password needed',
    off: 'off',
  },
};

const de: NativeText = {
  open: 'Offhook öffnen',
  dial: 'Wählen…',
  hangUp: (who) => `${who}: auflegen`,
  decline: (who) => `${who}: ablehnen`,
  answer: (who) => `${who}: annehmen`,
  quit: 'Beenden',
  noLine: 'Keine Leitung eingerichtet',
  closeWindow: 'Fenster schließen',
  edit: 'Bearbeiten',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  selectAll: 'Alles auswählen',
  saveTrace: 'Protokoll der Leitung speichern',
  saveDiagnostics: 'Diagnose des Headsets speichern',
  traceText: 'Text',
  traceCapture: 'Mitschnitt für Wireshark',
  view: 'Ansicht',
  resetZoom: 'Originalgröße',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  state: {
    registered: 'erreichbar',
    registering: 'verbindet…',
    failed: 'nicht erreichbar',
    'password-needed': 'Passwort fehlt',
    off: 'aus',
  },
};

export function nativeText(language: 'de' | 'en'): NativeText {
  return language === 'de' ? de : en;
}
