import type { HeadsetText } from './en-headset';
import { plural } from './plural';

/** Everything the settings say about headsets, in German. */
export const deHeadset: HeadsetText = {
  none: 'Kein Headset gefunden',
  noneHint:
    'Schließen Sie eines über USB an: Jedes mit einer Gesprächstaste geht. Ein Bluetooth-Headset braucht seinen USB-Adapter.',
  selected: 'Ihr Audiogerät',
  state: {
    idle: 'Bereit',
    ringing: 'Klingelt',
    'in-call': 'Im Gespräch',
    elsewhere: 'Von einem anderen Programm benutzt',
    'not-permitted': 'Nicht erlaubt',
    unreachable: 'Antwortet nicht',
  },
  muted: 'stumm',
  held: 'gehalten',
  elsewhere: {
    what: 'Ein anderes Programm führt auf diesem Headset ein Gespräch.',
    todo: 'Offhook lässt es in Ruhe, bis dieses Gespräch zu Ende ist.',
  },
  notPermitted: {
    what: 'Dieser Computer lässt Sie die Tasten des Headsets nicht benutzen.',
    todo: 'Führen Sie diese Zeile in einem Terminal aus, ziehen Sie dann das Headset ab und stecken es wieder an:',
  },
  copy: 'Zeile kopieren',
  copied: 'Die Zeile ist kopiert.',
  unreachable: {
    what: 'Das Headset antwortet nicht.',
    todo: 'Ziehen Sie es ab und stecken es wieder an. Offhook versucht es weiter.',
  },
  buttons: 'Tasten',
  lights: 'Lichter',
  without: (missing) => `nicht: ${missing}`,
  functions: {
    answer: 'annehmen und auflegen',
    mute: 'stumm schalten',
    flash: 'halten',
    reject: 'abweisen',
    drop: 'trennen',
    redial: 'Wahlwiederholung',
    voicemail: 'Mailbox',
    keypad: 'Zifferntasten',
    'line-busy': 'meldet Gespräche anderer Programme',
    'off-hook-light': 'im Gespräch',
    'ring-light': 'klingelt',
    'mute-light': 'stumm',
    'hold-light': 'gehalten',
    ringer: 'klingelt selbst',
  },
  last: (event, time) => `Zuletzt: ${event}, ${time}`,
  nothingYet: 'Noch nichts gedrückt',
  events: {
    'off-hook': 'Gesprächstaste, abgehoben',
    'on-hook': 'Gesprächstaste, aufgelegt',
    'hook-toggle': 'Gesprächstaste',
    'mute-toggle': 'Stummtaste',
    muted: 'stumm',
    unmuted: 'nicht mehr stumm',
    busy: 'belegt',
    free: 'frei',
    flash: 'Haltetaste',
    reject: 'Abweisetaste',
    drop: 'Trenntaste',
    redial: 'Wahlwiederholungstaste',
    voicemail: 'Mailboxtaste',
    key: 'Zifferntaste',
  },
  quirkProblems: {
    what: 'Ein Teil einer Datei mit Headset-Eigenheiten wird nicht benutzt.',
    todo: 'Berichtigen Sie die Stellen, die unter Details stehen, und starten Sie Offhook neu.',
  },
  redials: 'Die Wahlwiederholungstaste ruft die letzte Nummer gleich an',
  tryButton: 'Taste ausprobieren',
  tryLights: 'Lichter ausprobieren',
  stop: 'Aufhören',
  trial: {
    press: {
      what: 'Drücken Sie jetzt die Gesprächstaste am Headset.',
      todo: 'Es wird niemand angerufen.',
    },
    pressAgain: (ms) => ({
      what: `Gesehen, ${plural('de', ms, { one: '1 Millisekunde', other: `${ms} Millisekunden` })}.`,
      todo: 'Drücken Sie sie nun noch einmal, wie zum Auflegen.',
    }),
    done: (ms) => ({
      what: `Noch einmal gesehen, ${plural('de', ms, { one: '1 Millisekunde', other: `${ms} Millisekunden` })}.`,
      todo: 'Das Headset nimmt an und legt auf.',
    }),
    missed: {
      what: 'In 20 Sekunden kam kein Tastendruck an.',
      todo: 'Prüfen Sie, ob das Headset an ist und kein anderes Programm ein Gespräch führt; bleibt es so, senden Sie uns die Diagnose.',
    },
    light: {
      ring: 'Es zeigt jetzt „klingelt“.',
      offHook: 'Es zeigt jetzt „im Gespräch“.',
      mute: 'Es zeigt jetzt „stumm“.',
      hold: 'Es zeigt jetzt „gehalten“.',
    },
    look: 'Schauen Sie auf das Headset.',
  },
  saveDiagnostics: 'Diagnose speichern…',
  diagnosticsHint:
    'Was für ein Headset es ist und was es zuletzt meldete, für den, der Ihnen hilft; ohne Seriennummer.',
  diagnosticsSaved: 'Die Diagnose ist gespeichert.',
  mutedByHeadset: 'Vom Headset stumm geschaltet',
  mutedByHeadsetHint:
    'Klappen Sie den Mikrofonarm herunter oder drücken Sie die Stummtaste, um gehört zu werden.',
};
