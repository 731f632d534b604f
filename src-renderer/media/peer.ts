/** A peer connection to this machine or to what the far end names: nothing is asked of servers elsewhere. */
export function openPeer(failed: () => void): RTCPeerConnection {
  const peer = new RTCPeerConnection({
    iceServers: [],
    bundlePolicy: 'max-bundle',
    rtcpMuxPolicy: 'require',
  });
  peer.addEventListener('connectionstatechange', () => {
    if (peer.connectionState === 'failed') failed();
  });
  return peer;
}
