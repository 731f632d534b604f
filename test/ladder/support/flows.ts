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
  'ringing acknowledged, both ways (RFC 3262)': `
      dial
      INVITE sdp  -->
                  <--  180 [Require: 100rel] [RSeq: 1]   ringing
      PRACK       -->
                  <--  200 PRACK
                  <--  183 INVITE sdp [Require: 100rel] [RSeq: 2]   early-media
      PRACK       -->
                  <--  200 PRACK
                  <--  200 INVITE      established
      ACK         -->
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'a caller who requires 100rel': `
                  <--  INVITE sdp [Require: 100rel]      incoming
      180 [Require: 100rel]  -->
                  <--  PRACK
      200 PRACK   -->
      answer                           established
      200 INVITE sdp  -->
                  <--  ACK
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'our offer in the 180': `
                  <--  INVITE [Require: 100rel]          incoming
      180 sdp [Require: 100rel]  -->
                  <--  PRACK sdp
      200 PRACK   -->
      answer                           established
      200 INVITE  -->
                  <--  ACK
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'held by UPDATE (RFC 3311)': `
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
                  <--  UPDATE sdp:sendonly   hold theirs
      200 UPDATE sdp:recvonly  -->
                  <--  UPDATE
      200 UPDATE  -->
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
  'asked for a longer session (RFC 4028)': `
      dial
      INVITE sdp  -->
                  <--  422 [Min-SE: 2400]
      ACK         -->
      INVITE sdp [Min-SE: 2400]  -->
                  <--  200 INVITE sdp [Session-Expires: 2400;refresher=uac]   established
      ACK         -->
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'two telephones answer (RFC 3261 §13.2.2.4)': `
      dial
      INVITE sdp  -->
                  <--  180 #1
                  <--  200 INVITE sdp #1   established
      ACK         -->
                  <--  200 INVITE sdp #2
      ACK         -->
      BYE         -->
                  <--  200 BYE
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
  'sent on to another (RFC 3261 §8.1.3.4)': `
      dial
      INVITE sdp  -->
                  <--  302 [Contact: <sip:40@example.test>]   remote 40
      ACK         -->
      INVITE sdp  -->
                  <--  200 INVITE sdp  established
      ACK         -->
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
};
