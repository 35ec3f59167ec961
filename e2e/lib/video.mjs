import { createRequire } from 'node:module';

// The stand-ins require it. `import` would load a second copy.
const require = createRequire(import.meta.url);
const { BufferSource, FilePathSource, Input, MP4 } = require('mediabunny');

/**
 * Reads an MP4 (a file's path or its bytes). Throws if it is not one or has no picture.
 * Returns { seconds, width, height }.
 */
export async function inspectVideo(video) {
	const source = typeof video === 'string' ? new FilePathSource(video) : new BufferSource(video);
	const input = new Input({ source, formats: [MP4] });
	try {
		const track = await input.getPrimaryVideoTrack();
		if (!track) throw new Error('The video has no picture.');
		const seconds = await input.computeDuration();
		if (!(seconds > 0)) throw new Error('The video has no length.');
		return { seconds, width: track.displayWidth, height: track.displayHeight };
	} finally {
		input.dispose();
	}
}
