import { createXai } from '@ai-sdk/xai';
import {
	experimental_generateVideo as generateVideo,
	experimental_startVideo as startVideo,
} from 'ai';
import type { JsonObject } from '../servers/types';
import type { Xai } from '../servers/xai/xai';

/** A video request, independent of the client. Media are HTTP(S) or data URLs. Times are in seconds. */
export interface VideoRequest {
	/** Default: `generation`. */
	kind?: 'generation' | 'edit' | 'extension';
	model: string;
	prompt?: string;
	seconds?: number;
	aspectRatio?: `${number}:${number}`;
	resolution?: '480p' | '720p' | '1080p';
	/** The first frame. */
	image?: string;
	references?: string[];
	/** IDs of voices. */
	voices?: string[];
	lastFrame?: string;
	keyframes?: Array<{ image: string; at: number }>;
	sound?: boolean;
	user?: string;
	storage?: {
		filename: string;
		expiresAfter?: number;
		publicUrl?: boolean | { expiresAfter?: number };
	};
	/** The video to edit or extend. */
	video?: string;
	uploadUrl?: string;
}

// Turns off the warnings in the console. They are in the results too.
// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- the SDK's own switch
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const MODES = { generation: undefined, edit: 'edit-video', extension: 'extend-video' } as const;

/** Removes undefined values, which the SDK's strict option schemas reject. */
const omitUndefined = (options: object) => JSON.parse(JSON.stringify(options)) as JsonObject;

/** The request as arguments of the AI SDK. */
function toSdkArguments(request: VideoRequest) {
	const { aspectRatio, image, lastFrame, prompt, references = [], seconds, sound } = request;
	const frames = lastFrame
		? [
				...(image ? [{ image, frameType: 'first_frame' as const }] : []),
				{ image: lastFrame, frameType: 'last_frame' as const },
			]
		: undefined;
	// With frames, the SDK ignores `inputReferences`, but not the older option `referenceImageUrls`.
	const useOlderOption = frames && references.length > 0;
	return {
		prompt: image && !frames ? { image, text: prompt } : (prompt ?? ''),
		...(seconds !== undefined && { duration: seconds }),
		...(aspectRatio && { aspectRatio }),
		...(sound !== undefined && { generateAudio: sound }),
		...(frames && { frameImages: frames }),
		...(references.length > 0 && !frames && { inputReferences: references }),
		providerOptions: {
			xai: omitUndefined({
				mode: request.voices ? 'reference-to-video' : MODES[request.kind ?? 'generation'],
				resolution: request.resolution,
				referenceImageUrls: useOlderOption ? references : undefined,
				referenceVoiceIds: request.voices,
				keyframes: request.keyframes?.map(({ at, image: imageUrl }) => ({
					imageUrl,
					timestampSeconds: at,
				})),
				storageOptions: request.storage,
				user: request.user,
				videoUrl: request.video,
				// Not an option of the SDK, which passes it on.
				output: request.uploadUrl && { upload_url: request.uploadUrl },
			}) as Record<string, string>,
		},
	};
}

interface CapturedRequest {
	path: string;
	body: JsonObject;
	warnings: string[];
}

/** The request that the AI SDK would send, and its warnings. Nothing is sent. */
export async function captureRequest(request: VideoRequest): Promise<CapturedRequest> {
	const sent: Array<{ path: string; body: JsonObject }> = [];
	const xai = createXai({
		apiKey: 'none',
		fetch: async (url, init) => {
			const { pathname } = new URL(String(url));
			sent.push({ path: pathname, body: JSON.parse(String(init?.body)) as JsonObject });
			return await Promise.resolve(Response.json({ request_id: 'none' }));
		},
	});
	const { warnings } = await startVideo({
		model: xai.video(request.model),
		...toSdkArguments(request),
	});
	return { ...sent[0], warnings: warnings.map((warning) => JSON.stringify(warning)) };
}

/** Creates, polls and downloads a video with the AI SDK. */
export async function generateWithSdk(
	server: Xai,
	request: VideoRequest,
	{ key = server.key, maxRetries = 0, timeoutMs = 5000 } = {},
) {
	const xai = createXai({ apiKey: key, baseURL: `${server.url}/v1` });
	return await generateVideo({
		model: xai.video(request.model),
		...toSdkArguments(request),
		maxRetries,
		poll: { intervalMs: 5, timeoutMs },
		// The SDK's download rejects local addresses.
		download: async ({ url }) => {
			const response = await fetch(url);
			const data = new Uint8Array(await response.arrayBuffer());
			return { data, mediaType: response.headers.get('content-type') ?? undefined };
		},
	});
}
