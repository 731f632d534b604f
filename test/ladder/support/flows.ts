/** The flows every phone must finish, whatever the network does to them. */
export const FLOWS: Readonly<Record<string, string>> = {
  'a call out, hung up by us (RFC 3665 §3.1)': `
      dial
      INVITE sdp  -->
                  <--  180             ringing
                  <--  200 sdp         established
      ACK         -->
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'a call out, hung up by them': `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'a call in, hung up by them': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'a call in, hung up by us': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'busy (RFC 3665 §3.9)': `
      dial
      INVITE sdp  -->
                  <--  486             ended busy
      ACK         -->`,
  'given up (RFC 3665 §3.8)': `
      dial
      INVITE sdp  -->
                  <--  180
      hang-up                          ended cancelled
      CANCEL      -->
                  <--  200 CANCEL
                  <--  487 INVITE
      ACK         -->`,
  'the caller gives up': `
                  <--  INVITE sdp      incoming
      180         -->
                  <--  CANCEL          ended missed
      200 CANCEL  -->
      487 INVITE  -->
                  <--  ACK`,
  declined: `
                  <--  INVITE sdp      incoming
      180         -->
      decline 486                      ended declined us
      486 INVITE  -->
                  <--  ACK`,
  'hold and resume (RFC 3665 §3.6)': `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      hold
      INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly   hold ours
      ACK         -->
      resume
      INVITE sdp:sendrecv  -->
                  <--  200 sdp         hold none
      ACK         -->
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'held by them': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
                  <--  INVITE sdp:sendonly   hold theirs
      200 sdp:recvonly  -->
                  <--  ACK
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'asked while they ask (RFC 3261 §14.1)': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
      hold
      INVITE sdp:sendonly  -->
                  <--  491 INVITE
      ACK         -->
      INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly   hold ours
      ACK         -->
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'an offer only in the 200 (RFC 3261 §13.3.1.4)': `
                  <--  INVITE          incoming
      180         -->
      answer
      200 sdp     -->
                  <--  ACK sdp         established
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'early media, then refused': `
      dial
      INVITE sdp  -->
                  <--  183 sdp         early-media
                  <--  404             ended not-found
      ACK         -->`,
  'a blind transfer by us (RFC 5589 §6)': `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      transfer carol
      REFER       -->
                  <--  202             transfer under-way
                  <--  NOTIFY frag:100 [Event: refer] [Subscription-State: active]   transfer under-way 100
      200 NOTIFY  -->
                  <--  NOTIFY frag:200 [Event: refer] [Subscription-State: terminated]   transfer done, ended hung-up us
      200 NOTIFY  -->
      BYE         -->
                  <--  200 BYE`,
  'an attended transfer by us (RFC 5589 §7)': `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      use 1
      transfer-to 2
      REFER [Refer-To: <sip:bob@example.test?Replaces=]  -->
      other-dialog
                  <--  202             transfer under-way
                  <--  NOTIFY frag:200 [Event: refer] [Subscription-State: terminated]   transfer done, ended hung-up us
      200 NOTIFY  -->
      BYE         -->
                  <--  200 BYE
      BYE         -->                  ended hung-up us
                  <--  200 BYE`,
  'a transfer by them (RFC 3515 §2.4.2)': `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
                  <--  REFER [Refer-To: <sip:carol@example.test>]   refer-asked carol@example.test
      accept-refer
      202 REFER   -->
      NOTIFY frag:100  -->
                  <--  200 NOTIFY
      INVITE sdp  -->
                  <--  200 INVITE sdp  established
      ACK         -->
      NOTIFY frag:200  -->
                  <--  200 NOTIFY
      other-dialog
                  <--  BYE             ended hung-up them
      200 BYE     -->
      other-dialog
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
};
