/** The rule that gives the person at the seat the node of every headset; its name must sort before `73-seat-late`. */
export const RULE_FILE = '70-offhook-headset.rules';

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

/**
 * The one line that lets Offhook use headsets on Linux, for a person to paste into a terminal. The file is read as
 * the person: root cannot look into a mounted AppImage.
 * @param folder where the rule lies in this installation
 */
export function permissionFix(folder: string): string {
  return [
    `sudo tee /etc/udev/rules.d/${RULE_FILE} < ${quoted(`${folder}/${RULE_FILE}`)} > /dev/null`,
    'sudo udevadm control --reload',
    'sudo udevadm trigger --subsystem-match=hidraw',
  ].join(' && ');
}
