import {
	BufferSource,
	BufferTarget,
	EncodedPacketSink,
	EncodedVideoPacketSource,
	Input,
	MP4,
	Mp4OutputFormat,
	Output,
} from 'mediabunny';
import { fixture } from './files';

/** The sample video (4 seconds) with its boxes in another order. */
export async function remux(fastStart: false | 'in-memory' | 'fragmented'): Promise<Buffer> {
	const input = new Input({ source: new BufferSource(fixture('sample.mp4')), formats: [MP4] });
	const target = new BufferTarget();
	const output = new Output({ format: new Mp4OutputFormat({ fastStart }), target });
	const track = (await input.getPrimaryVideoTrack())!;
	const source = new EncodedVideoPacketSource(track.codec!);
	output.addVideoTrack(source);
	await output.start();
	const decoderConfig = (await track.getDecoderConfig())!;
	for await (const packet of new EncodedPacketSink(track).packets()) {
		await source.add(packet, { decoderConfig });
	}
	await output.finalize();
	input.dispose();
	return Buffer.from(target.buffer!);
}

/** The sample as a fragmented MP4, with a movie header that only covers the first seconds. */
export async function fragmentedVideo(headerSeconds: number): Promise<Buffer> {
	const bytes = await remux('fragmented');
	const mvhd = bytes.indexOf('mvhd') + 4;
	const isLong = bytes[mvhd] === 1;
	const timescale = bytes.readUInt32BE(mvhd + (isLong ? 20 : 12));
	if (isLong) bytes.writeBigUInt64BE(BigInt(headerSeconds * timescale), mvhd + 24);
	else bytes.writeUInt32BE(headerSeconds * timescale, mvhd + 16);
	return bytes;
}
