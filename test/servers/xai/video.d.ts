/** Reads an mp4; throws when it is none. */
export function inspectVideo(
	bytes: Buffer,
): Promise<{ seconds: number; width: number; height: number; hasSound: boolean }>;

/** An mp4 of this length: the sample again and again, with a silent sound track or none. */
export function makeVideo(sample: Buffer, seconds: number, sound: boolean): Promise<Buffer>;
