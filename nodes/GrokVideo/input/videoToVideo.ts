import type { IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { MIN_UPLOAD_BYTES } from '../limits';
import {
	DEFAULT_ADDED_SECONDS,
	DEFAULT_VIDEO_TO_VIDEO_MODEL_ID,
	modelsFor,
	usd,
	type Model,
	type VideoToVideo,
	type VideoToVideoLimits,
} from '../models';
import type { VideoToVideoRequest } from '../protocols/types';
import {
	base64Head,
	base64Length,
	decodeBase64,
	describe,
	digestOf,
	findFile,
	identityOf,
	isStored,
	normalizeDataUrl,
	openFile,
	readChunks,
	readHead,
	sizeOf,
	toDataUrl,
	type Media,
	type StoredFile,
} from './binaryFile';
import type { Provider } from './credential';
import { checkLink, linkMedia, severalLinksError, splitLinks } from './images';
import { isMp4, MP4_HEAD_BYTES, readMp4 } from './mp4';
import { readOptions } from './options';
import { readChoice, readNumber, readRequiredText } from './values';
import {
	assertSupported,
	expectations,
	listPrices,
	readExtraBody,
	readModel,
	readPrompt,
	readResultOptions,
	type CreateRequest,
} from './videoRequest';

/** The original video. */
interface InputVideo extends Media {
	/** Undefined for links, and if the file does not say. */
	seconds?: number;
	/** In n8n's store. */
	file?: StoredFile;
}

/**
 * Reads and validates the fields of Edit and Extend.
 * @throws GrokVideoError that names the field.
 */
export async function readVideoToVideoRequest(
	context: IExecuteFunctions,
	provider: Provider,
	operation: VideoToVideo,
	itemIndex: number,
): Promise<CreateRequest> {
	const { protocol } = provider;
	assertSupported(operation, provider);
	const options = readOptions(context, itemIndex);
	const { id, model } = readModel(context, itemIndex, provider, DEFAULT_VIDEO_TO_VIDEO_MODEL_ID);
	const limits = limitsFor(operation, model);
	const request: Omit<VideoToVideoRequest, 'video'> = {
		operation,
		model: id,
		prompt: readPrompt(context, itemIndex, provider),
		...(operation === 'extend' && { seconds: readAddedSeconds(context, itemIndex, limits) }),
		extraBody: readExtraBody(options, provider),
		result: readResultOptions(options, provider),
	};
	const video = await readInputVideo(context, provider, itemIndex);
	checkLength(video, operation, limits);
	// Relays have no file storage. In-memory files are not worth an upload.
	const canUpload = protocol.files && provider.isOfficial;
	const file =
		canUpload && video.file && video.file.bytes >= MIN_UPLOAD_BYTES ? video.file : undefined;
	const { load, identity, seconds } = video;
	return {
		model: id,
		identity: JSON.stringify({
			...request,
			result: { ...request.result, fileName: undefined },
			video: identity,
		}),
		media: [identity],
		bytes: file ? 0 : video.bytes,
		estimatedUsd: limits && estimate(operation, id, limits, request.seconds, seconds, provider),
		adjustments: [],
		...expectations(request),
		form: protocol.requestForms[0],
		buildCall: async (_form, upload) => {
			const source = file ? { fileId: await upload(file) } : { url: await load() };
			return protocol.createVideoToVideo!({ ...request, video: source });
		},
	};
}

/** Undefined for models that the table does not know. */
function limitsFor(
	operation: VideoToVideo,
	model: Model | undefined,
): VideoToVideoLimits | undefined {
	const limits = model?.videoToVideo?.[operation];
	if (limits || !model) return limits;
	const ids = modelsFor(operation).map(({ id }) => id);
	throw new GrokVideoError(`${model.id} cannot ${operation} videos`, {
		description: `Pick ${ids.join(' or ')} in 'Model'.`,
	});
}

function readAddedSeconds(
	context: IExecuteFunctions,
	itemIndex: number,
	limits: VideoToVideoLimits | undefined,
): number {
	const value: unknown = context.getNodeParameter('seconds', itemIndex, DEFAULT_ADDED_SECONDS);
	return readNumber(value, "'Added Seconds'", { ...limits?.added, isWhole: true });
}

const SOURCES = { binary: 'File', url: 'URL' };

async function readInputVideo(
	context: IExecuteFunctions,
	provider: Provider,
	itemIndex: number,
): Promise<InputVideo> {
	const source: unknown = context.getNodeParameter('videoSource', itemIndex, null);
	if (readChoice(source, SOURCES, "'Video Source'") === 'binary') {
		return await readFile(context, itemIndex);
	}
	const readUrl = () =>
		readRequiredText(
			context.getNodeParameter('videoUrl', itemIndex, null),
			"'Video URL'",
			URL_DESCRIPTION,
		);
	return await readLink(readUrl, provider);
}

const URL_DESCRIPTION =
	'Use a link to an MP4 that starts with https:// and opens without login, or a complete data URL (data:video/mp4;base64,…).';

/** Brands of other files that begin like an MP4: QuickTime, images, audio. */
const OTHER_BRANDS = /^(qt {2}|avi[fs]|hei[cfmsx]|hev[cmsx]|mif1|msf1|m4[ab] |crx )/i;

const isVideo = (head: Buffer) =>
	isMp4(head) && !OTHER_BRANDS.test(head.toString('latin1', 8, MP4_HEAD_BYTES));

async function readLink(readUrl: () => string, provider: Provider): Promise<InputVideo> {
	const url = readUrl();
	if (/^data:/i.test(url)) {
		const start = dataStart(url);
		const seconds = await readSeconds(decodeBase64(url, start), "'Video URL': the video");
		return {
			seconds,
			identity: await digestOf(url),
			bytes: url.length,
			load: async () => {
				const currentUrl = readUrl(); // an expression may return another value now
				dataStart(currentUrl);
				return await normalizeDataUrl(currentUrl, 'video/mp4');
			},
		};
	}
	if (splitLinks(url).length > 1) throw severalLinksError("'Video URL'");
	checkLink(url, "'Video URL'", URL_DESCRIPTION, provider);
	return linkMedia(url);
}

/** Where the base64 of a data URL starts. @throws GrokVideoError if it is not an MP4. */
function dataStart(url: string): number {
	const start = url.indexOf(',') + 1;
	const isBase64 = /^data:[^,]{0,100};base64,/i.test(url);
	if (isBase64 && isVideo(base64Head(url, MP4_HEAD_BYTES, start))) return start;
	throw new GrokVideoError("'Video URL' is a data URL without an MP4 video", {
		description: URL_DESCRIPTION,
	});
}

async function readFile(context: IExecuteFunctions, itemIndex: number): Promise<InputVideo> {
	const label = "'Input Data Field Name'";
	const field: unknown = context.getNodeParameter('videoBinaryField', itemIndex, 'data');
	const file = findFile(context, itemIndex, field, label);
	if (!isVideo(await readHead(context, file, MP4_HEAD_BYTES))) {
		throw new GrokVideoError(
			`${describe(file)} is not an MP4 video (${file.binary.mimeType ?? 'no type'})`,
			{ description: 'Use an MP4 with H.264, H.265 or AV1, e.g. the video of an earlier node.' },
		);
	}
	const video = {
		seconds: await readSeconds(readChunks(context, file), describe(file)),
		identity: await identityOf(file),
		load: async () => await toDataUrl(context, file, 'video/mp4'),
	};
	if (!isStored(file)) return { ...video, bytes: file.binary.data.length };
	const bytes = await sizeOf(context, file);
	const stored = { bytes, open: async () => await openFile(context, file) };
	return { ...video, bytes: base64Length(bytes), file: stored };
}

/** The length of an MP4. @throws GrokVideoError if the file is incomplete. */
async function readSeconds(
	chunks: AsyncGenerator<Buffer>,
	subject: string,
): Promise<number | undefined> {
	try {
		const { isCutOff, seconds } = await readMp4(chunks);
		if (!isCutOff) return seconds;
	} finally {
		await chunks.return(undefined);
	}
	throw new GrokVideoError(`${subject} is incomplete: its end is missing`, {
		description: 'Download or export the video again. Nothing was created or billed.',
	});
}

/** Videos are often a frame or two longer than they should be. */
const LENGTH_TOLERANCE_SECONDS = 0.1;

const OPERATIONS: Record<VideoToVideo, string> = { edit: 'edits', extend: 'extensions' };

function checkLength(
	{ seconds }: InputVideo,
	operation: VideoToVideo,
	limits: VideoToVideoLimits | undefined,
): void {
	if (seconds === undefined || !limits) return;
	const { min, max } = limits.input;
	const isTooShort = seconds < min - LENGTH_TOLERANCE_SECONDS;
	if (!isTooShort && seconds <= max + LENGTH_TOLERANCE_SECONDS) return;
	const range = min === 0 ? `at most ${max}` : `${min} to ${max}`;
	throw new GrokVideoError(
		`The video is ${seconds.toFixed(1)} seconds long, but ${OPERATIONS[operation]} accept ${range} seconds`,
		{
			description: `Use a ${isTooShort ? 'longer' : 'shorter'} video. Nothing was created or billed.`,
		},
	);
}

/**
 * US dollars for each second of the original and of the new video. If the length or the resolution of the original is
 * unknown, the highest price that it can have.
 */
function estimate(
	operation: VideoToVideo,
	modelId: string,
	limits: VideoToVideoLimits,
	addedSeconds: number | undefined,
	knownSeconds: number | undefined,
	provider: Provider,
): number | undefined {
	const prices = listPrices(modelId, provider);
	if (!prices) return undefined;
	const originalSeconds = knownSeconds ?? limits.input.max;
	const newSeconds = operation === 'edit' ? originalSeconds : (addedSeconds ?? 0);
	const rate = Math.max(...Object.values(prices.second));
	return usd(originalSeconds * (prices.inputSecond ?? 0) + newSeconds * rate);
}
