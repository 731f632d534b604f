import { deCertificate } from './de-certificate';
import type { Reasons } from './reasons';

export const deReasons: Reasons = {
  endReasons: {
    'hung-up': (why, who) => ({
      what: why.by === 'us' ? 'Sie haben aufgelegt.' : `${who} hat aufgelegt.`,
      todo: '',
    }),
    cancelled: () => ({ what: 'Sie haben aufgelegt, bevor jemand abnahm.', todo: '' }),
    missed: (_why, who) => ({ what: `Anruf von ${who} verpasst.`, todo: 'Rufen Sie zurück, wenn es passt.' }),
    'answered-elsewhere': () => ({ what: 'An einem anderen Ihrer Telefone angenommen.', todo: '' }),
    declined: (why, who) =>
      why.by === 'us'
        ? { what: 'Sie haben den Anruf abgelehnt.', todo: '' }
        : { what: `${who} hat den Anruf abgelehnt.`, todo: 'Versuchen Sie es später noch einmal.' },
    busy: (_why, who) => ({
      what: `${who} ist besetzt.`,
      todo: 'Versuchen Sie es in ein paar Minuten noch einmal.',
    }),
    'no-answer': (_why, who) => ({
      what: `${who} hat nicht abgenommen.`,
      todo: 'Versuchen Sie es später noch einmal.',
    }),
    'not-found': (_why, who) => ({
      what: `${who} gibt es an dieser Anlage nicht.`,
      todo: 'Prüfen Sie, ob eine Ziffer fehlt oder zu viel ist.',
    }),
    unreachable: (_why, who) => ({
      what: `${who} ist zurzeit nicht erreichbar.`,
      todo: 'Das Telefon ist vielleicht aus. Versuchen Sie es später noch einmal.',
    }),
    'no-common-codec': () => ({
      what: 'Die beiden Telefone haben kein gemeinsames Tonformat.',
      todo: 'Schalten Sie in den Einstellungen der Leitung weitere Codecs ein.',
    }),
    'not-encrypted': (_why, who) => ({
      what: `Mit ${who} ließ sich kein verschlüsselter Ton vereinbaren, und diese Leitung verlangt ihn.`,
      todo: 'Lassen Sie dort SRTP einschalten oder erlauben Sie in den Einstellungen der Leitung Gespräche ohne.',
    }),
    'encryption-demanded': (_why, who) => ({
      what: `${who} verlangt verschlüsselten Ton auf eine Weise, die diese Leitung nicht zulässt.`,
      todo: 'Wählen Sie in den Einstellungen der Leitung TLS und Verschlüsselung des Tons.',
    }),
    'not-registered': () => ({
      what: 'Diese Leitung ist nicht angemeldet.',
      todo: 'Sehen Sie oben nach ihrem Zustand und rufen Sie dann erneut an.',
    }),
    'wrong-password': () => ({
      what: 'Die Anlage hat das Passwort dieser Leitung abgelehnt.',
      todo: 'Geben Sie es in den Einstellungen der Leitung neu ein.',
    }),
    timeout: () => ({
      what: 'Die Anlage hat nicht geantwortet.',
      todo: 'Prüfen Sie die Netzwerkverbindung und rufen Sie erneut an.',
    }),
    'connection-lost': () => ({
      what: 'Die Verbindung zur Anlage ging verloren.',
      todo: 'Prüfen Sie die Netzwerkverbindung und rufen Sie erneut an.',
    }),
    'line-not-encrypted': () => ({
      what: 'Diese Adresse (sips:) darf nur verschlüsselt angerufen werden, und diese Leitung ist es nicht.',
      todo: 'Wählen Sie in den Einstellungen der Leitung TLS, oder wählen Sie die Adresse mit sip:.',
    }),
    'line-restarted': () => ({
      what: 'Der Telefonteil von Offhook musste neu starten, das Gespräch ging verloren.',
      todo: 'Rufen Sie in ein paar Sekunden erneut an.',
    }),
    rejected: (_why, who) => ({
      what: `Die Anlage hat den Anruf bei ${who} abgelehnt.`,
      todo: 'Prüfen Sie die Nummer; bleibt es dabei, fragen Sie Ihre Administration.',
    }),
    internal: () => ({
      what: 'In Offhook ist etwas schiefgegangen.',
      todo: 'Rufen Sie erneut an; bitte melden Sie es mit den Details.',
    }),
  },
  registrationFailures: {
    'name-not-found': (why) => ({
      what: `${why.host} wurde im Netzwerk nicht gefunden.`,
      todo: 'Prüfen Sie die Schreibweise des Servers und die Netzwerkverbindung.',
    }),
    refused: (why) => ({
      what: `${why.host} lehnt die Verbindung ab.`,
      todo: 'Prüfen Sie Transport und Port in den Einstellungen der Leitung.',
    }),
    timeout: (why) => ({
      what: `${why.host} antwortet nicht.`,
      todo: 'Prüfen Sie Servername, Transport und Netzwerkverbindung.',
    }),
    'connection-lost': (why) => ({
      what: `Die Verbindung zu ${why.host} ging verloren.`,
      todo: 'Prüfen Sie die Netzwerkverbindung.',
    }),
    certificate: (why) => deCertificate[why.problem](why),
    'wrong-password': (_why, domain) => ({
      what: `${domain} hat das Passwort abgelehnt.`,
      todo: 'Prüfen Sie dort das Passwort des Telefoniegeräts und geben Sie es neu ein.',
    }),
    'weaker-login': (_why, domain) => ({
      what: `${domain} verlangt plötzlich eine schwächere Anmeldung als zuvor.`,
      todo: 'Vielleicht hört jemand dazwischen mit. Hat Ihre Verwaltung das so geändert, starten Sie Offhook neu.',
    }),
    'unknown-user': (_why, domain) => ({
      what: `${domain} kennt diesen Benutzer nicht.`,
      todo: 'Prüfen Sie Benutzername oder Nebenstelle.',
    }),
    rejected: (_why, domain) => ({
      what: `${domain} hat diese Leitung abgelehnt.`,
      todo: 'Fragen Sie Ihre Administration oder Ihren Anbieter; die Antwort steht unter Details.',
    }),
    internal: () => ({
      what: 'In Offhook ist etwas schiefgegangen.',
      todo: 'Versuchen Sie es noch einmal; bitte melden Sie es mit den Details.',
    }),
  },
  failures: {
    'no-line': {
      what: 'Es gibt keine Leitung zum Anrufen.',
      todo: 'Fügen Sie in den Einstellungen eine hinzu.',
    },
    'not-registered': {
      what: 'Die Leitung ist nicht angemeldet.',
      todo: 'Sehen Sie oben nach ihrem Zustand.',
    },
    'not-dialable': {
      what: 'Das lässt sich nicht wählen.',
      todo: 'Geben Sie eine Nummer ein oder eine Adresse wie anna@example.com.',
    },
    'too-many-calls': {
      what: 'Es sind zu viele Gespräche auf einmal.',
      todo: 'Beenden Sie zuerst eines davon.',
    },
    'unknown-call': { what: 'Dieses Gespräch ist schon zu Ende.', todo: '' },
    'unknown-line': { what: 'Diese Leitung gibt es nicht mehr.', todo: '' },
    'unknown-headset': { what: 'Dieses Headset ist nicht mehr da.', todo: 'Stecken Sie es wieder an.' },
    'headset-busy': {
      what: 'Das Headset ist in einem Gespräch.',
      todo: 'Probieren Sie es aus, wenn das Gespräch zu Ende ist.',
    },
    storage: {
      what: 'Es konnte nicht gespeichert werden.',
      todo: 'Prüfen Sie, ob auf der Festplatte Platz ist, und versuchen Sie es noch einmal.',
    },
    'not-written': {
      what: 'Die Datei konnte nicht geschrieben werden.',
      todo: 'Wählen Sie einen anderen Ordner oder prüfen Sie, ob auf der Festplatte Platz ist.',
    },
    unavailable: {
      what: 'Das geht gerade nicht.',
      todo: 'Versuchen Sie es in ein paar Sekunden noch einmal.',
    },
    busy: {
      what: 'Ein anderer Test läuft noch.',
      todo: 'Warten Sie ein paar Sekunden und versuchen Sie es noch einmal.',
    },
    invalid: { what: 'Etwas im Formular stimmt nicht.', todo: 'Prüfen Sie die markierten Felder.' },
    'in-call': { what: 'Auf dieser Leitung wird gerade gesprochen.', todo: 'Legen Sie zuerst auf.' },
    broken: {
      what: 'In Offhook ist etwas schiefgegangen.',
      todo: 'Versuchen Sie es noch einmal; bitte melden Sie es, wenn es so bleibt.',
    },
  },
};
