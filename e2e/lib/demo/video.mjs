/**
 * Reads an MP4; throws when the file is none, or has no picture or no length.
 * Gives { file, seconds, width, height }.
 */
export async function inspectVideo(file) {
	const { FilePathSource, Input, MP4 } = await import('mediabunny');
	const input = new Input({ source: new FilePathSource(file), formats: [MP4] });
	try {
		const track = await input.getPrimaryVideoTrack();
		if (!track) throw new Error(`${file} holds no picture.`);
		const seconds = await input.computeDuration();
		if (!(seconds > 0)) throw new Error(`${file} has no length.`);
		return { file, seconds, width: track.displayWidth, height: track.displayHeight };
	} finally {
		input.dispose();
	}
}
