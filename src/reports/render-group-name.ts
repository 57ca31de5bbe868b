/** What stands for a group in a table; where nothing was recorded, `-`. */
export const renderGroupName = (
  by: Readonly<Record<string, string | null>> | null,
  merged: number,
): string =>
  by === null
    ? `${merged} small ${merged === 1 ? 'group' : 'groups'}`
    : Object.values(by)
        .map((value) => value ?? '-')
        .join(' / ')
