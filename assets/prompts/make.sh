#!/bin/sh
# Makes the practice exchange's sentences again: espeak-ng speaks, sox writes 8 kHz mono A-law without a header.
# Needs the Debian packages espeak-ng and sox. Writes next to itself.
set -eu
cd "$(dirname "$0")"

say() { # language voice name sentence
  mkdir -p "$1"
  espeak-ng -v "$2" -s 165 -g 2 --stdout "$4" |
    sox -D -t wav - -t raw -r 8000 -c 1 -e a-law "$1/$3.al" gain -n -6 highpass 200 silence 1 0.02 -50d reverse silence 1 0.02 -50d reverse pad 0 0.05
}

say en en hello "Hello, this is Offhook's practice line. Say something: you will hear yourself."
say en en call-back "I will call you back in five seconds."
say en en call-back-hello "Hello, here I am again. Now you will hear yourself."
say en en digits "Press any key. It comes back to you."
say en en leave-message "Nobody is here. Leave a message after the tone, and hang up."
say en en new-messages "You have new messages."
say en en no-more-messages "No more messages. Goodbye."
say en en+m3 alex "Hello, this is Alex. How nice that you call."
say en en+f3 kim "Hi, Kim speaking. I am listening."
say en en not-in-service "This number is not in service."

say de de hello "Hallo, hier ist die Übungsleitung von Offhook. Sagen Sie etwas: Sie hören sich selbst."
say de de call-back "Ich rufe Sie in fünf Sekunden zurück."
say de de call-back-hello "Hallo, da bin ich wieder. Jetzt hören Sie sich selbst."
say de de digits "Drücken Sie eine Taste. Sie kommt zu Ihnen zurück."
say de de leave-message "Es ist niemand da. Sprechen Sie nach dem Ton, und legen Sie dann auf."
say de de new-messages "Sie haben neue Nachrichten."
say de de no-more-messages "Keine weiteren Nachrichten. Auf Wiederhören."
say de de+m3 alex "Hallo, hier ist Alex. Schön, dass Sie anrufen."
say de de+f3 kim "Hallo, Kim am Apparat. Ich höre Ihnen zu."
say de de not-in-service "Diese Nummer ist nicht vergeben."
