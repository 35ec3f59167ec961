import { MIN_UPLOAD_BYTES, UPLOAD_ATTEMPTS } from '../limits';
import { GrokVideoError } from '../errors';
import { toUserError } from '../protocols/userErrors';
import type { ItemVideoToVideo } from '../input/videoToVideo';
import { openFile } from '../input/binaryFile';
import { toUrl } from '../input/images';
import type { InputVideo } from '../input/inputVideo';
import type { ItemRequest } from '../input/videoRequest';
import type { Call } from '../http/client';
import { pause, pauseAfter } from './pause';
import type { RunContext } from './runContext';

/** A call that costs money, which is written in the moment before it is sent: it may hold whole files. */
export interface PaidRequest {
	model: string;
	/** How many bytes of files travel inside the request. */
	bytes: number;
	/** Tells it from other requests; files stand in it by name and size. */
	identity: () => string;
	write(): Promise<Call>;
}

/**
 * Gives a request once, and keeps nothing of it: an item waits for minutes, and what its video is made of can be whole
 * images.
 */
export function takeOnce(request: PaidRequest): () => PaidRequest {
	let kept: PaidRequest | undefined = request;
	return () => {
		const given = kept!;
		kept = undefined;
		return given;
	};
}

export function newVideo(run: RunContext, request: ItemRequest): PaidRequest {
	const { context, provider } = run;
	return {
		model: request.model,
		bytes: request.imageBytes,
		identity: request.identity,
		write: async () => {
			const images: string[] = [];
			for (const image of request.images) images.push(await toUrl(image, context));
			const frames = [];
			for (const { at, image } of request.frames) {
				frames.push({ at, url: await toUrl(image, context) });
			}
			return provider.protocol.createVideo({ ...request, images, frames });
		},
	};
}

export function changedVideo(run: RunContext, request: ItemVideoToVideo): PaidRequest {
	const { video } = request;
	const isUploaded = mustUpload(run, video);
	let uploaded: string | undefined; // a create that is put off needs the file no second time
	const inside = video.kind === 'url' ? video.url.length : Math.ceil((video.bytes * 4) / 3);
	return {
		model: request.model,
		bytes: isUploaded ? 0 : inside,
		identity: () => JSON.stringify(request),
		write: async () => {
			const sent = isUploaded
				? { fileId: (uploaded ??= await upload(run, video)) }
				: { url: await videoUrl(run, video) };
			// A provider that changes no videos has been refused before.
			return run.provider.protocol.createVideoToVideo!({ ...request, video: sent });
		},
	};
}

type StoredVideo = Extract<InputVideo, { kind: 'binary' }> & { id: string };

/** A file that n8n keeps in memory is there as a whole anyway. */
function mustUpload({ provider }: RunContext, video: InputVideo): video is StoredVideo {
	const isStored = video.kind === 'binary' && video.id !== undefined;
	return isStored && video.bytes >= MIN_UPLOAD_BYTES && provider.protocol.files !== undefined;
}

async function videoUrl({ context }: RunContext, video: InputVideo): Promise<string> {
	if (video.kind === 'url') return video.url;
	const bytes = await context.helpers.getBinaryDataBuffer(video.itemIndex, video.field);
	return `data:video/mp4;base64,${bytes.toString('base64')}`;
}

/**
 * Sends a file before it is used, and gives its ID. Nothing is billed for it, so trouble is tried again.
 * @throws GrokVideoError when it could not be sent.
 */
async function upload(run: RunContext, { id, bytes }: StoredVideo): Promise<string> {
	const files = run.provider.protocol.files!;
	const file = { bytes, open: async () => await openFile(run.context, id) };
	const call = files.upload({ fields: {}, file, fileName: 'input.mp4', mimeType: 'video/mp4' });
	for (let tries = 1; ; tries++) {
		run.throwIfStopped();
		const result = await run.http.call(call, run.signal);
		const fileId = result.kind === 'response' ? files.readUploaded(result) : undefined;
		if (fileId !== undefined) return fileId;
		run.throwIfStopped();
		const isFinal =
			result.kind === 'response' &&
			result.status >= 400 &&
			result.status < 500 &&
			![408, 429].includes(result.status);
		if (isFinal || tries === UPLOAD_ATTEMPTS) {
			const { message, details } = toUserError(result, 'upload', run.provider);
			throw new GrokVideoError(message, details).withDescription('Nothing was created or billed.');
		}
		await pause(pauseAfter(tries, undefined), run.signal);
	}
}
