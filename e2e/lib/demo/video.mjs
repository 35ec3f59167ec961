/**
 * Reads an mp4 of a file; throws when it is none.
 * Gives { seconds, width, height, codec } of its picture.
 */
export async function inspectVideo(file) {
	const { FilePathSource, Input, MP4 } = await import('mediabunny');
	const input = new Input({ source: new FilePathSource(file), formats: [MP4] });
	try {
		const track = await input.getPrimaryVideoTrack();
		if (!track) throw new Error(`${file} holds no picture.`);
		const { displayWidth: width, displayHeight: height, codec } = track;
		return { seconds: await input.computeDuration(), width, height, codec };
	} finally {
		input.dispose();
	}
}
