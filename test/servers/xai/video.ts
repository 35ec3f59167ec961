import {
	BufferSource,
	BufferTarget,
	EncodedAudioPacketSource,
	EncodedPacket,
	EncodedPacketSink,
	EncodedVideoPacketSource,
	Input,
	MP4,
	Mp4OutputFormat,
	Output,
} from 'mediabunny';

const SAMPLE_RATE = 48_000;
const FRAME_SECONDS = 1024 / SAMPLE_RATE;
/** AAC-LC, 48 kHz, stereo: its AudioSpecificConfig, and a frame of silence. */
const AAC = {
	codec: 'mp4a.40.2',
	numberOfChannels: 2,
	sampleRate: SAMPLE_RATE,
	description: new Uint8Array([0x11, 0x90]),
};
const SILENCE = new Uint8Array([0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80]);

/** Reads the duration, size and sound of an MP4. @throws if the file is not an MP4 */
export async function inspectVideo(bytes: Buffer) {
	const input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
	try {
		const track = await input.getPrimaryVideoTrack();
		if (!track) throw new Error('No picture');
		const { displayHeight: height, displayWidth: width } = track;
		const hasSound = (await input.getPrimaryAudioTrack()) !== null;
		return { seconds: await input.computeDuration(), width, height, hasSound };
	} finally {
		input.dispose();
	}
}

async function addPictures(target: EncodedVideoPacketSource, sample: Buffer, seconds: number) {
	const input = new Input({ source: new BufferSource(sample), formats: [MP4] });
	try {
		const track = await input.getPrimaryVideoTrack();
		if (!track) throw new Error('The sample holds no picture.');
		const decoderConfig = (await track.getDecoderConfig()) ?? undefined;
		const length = await track.computeDuration();
		const sink = new EncodedPacketSink(track);
		for (let start = 0; start < seconds - 0.001; start += length) {
			for await (const packet of sink.packets()) {
				const timestamp = start + packet.timestamp;
				const duration = Math.min(packet.duration, seconds - timestamp);
				if (duration > 0.001)
					await target.add(packet.clone({ timestamp, duration }), { decoderConfig });
			}
		}
	} finally {
		input.dispose();
	}
}

async function addSilence(target: EncodedAudioPacketSource, seconds: number) {
	for (let start = 0; start < seconds; start += FRAME_SECONDS) {
		const duration = Math.min(FRAME_SECONDS, seconds - start);
		await target.add(new EncodedPacket(SILENCE, 'key', start, duration), { decoderConfig: AAC });
	}
}

/** An MP4 of this duration. Repeats the sample, which has no B-frames, with a silent audio track or without audio. */
export async function makeVideo(sample: Buffer, seconds: number, sound: boolean) {
	const target = new BufferTarget();
	const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
	const picture = new EncodedVideoPacketSource('avc');
	const audio = new EncodedAudioPacketSource('aac');
	output.addVideoTrack(picture);
	if (sound) output.addAudioTrack(audio);
	await output.start();
	await addPictures(picture, sample, seconds);
	if (sound) await addSilence(audio, seconds);
	await output.finalize();
	return Buffer.from(target.buffer!);
}
