import { createXai } from '@ai-sdk/xai';
import {
	experimental_generateVideo as generateVideo,
	experimental_startVideo as startVideo,
} from 'ai';
import type { JsonObject } from '../servers/types';
import type { Xai } from '../servers/xai/xai';

/** A request to xAI, independent of the client. Media are http(s) or data URLs, times in seconds. */
export interface VideoRequest {
	/** Default: a generation. */
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
	/** The video to edit or to extend. */
	video?: string;
	uploadUrl?: string;
}

// Its warnings would be printed, though they are in its results too.
// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- the SDK's own switch
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const MODES = { generation: undefined, edit: 'edit-video', extension: 'extend-video' } as const;

/** Leaves out what is undefined: the SDK's options are checked strictly. */
const omitUndefined = (options: object) => JSON.parse(JSON.stringify(options)) as JsonObject;

/** The wish as arguments of the AI SDK. */
function toSdkArguments(wish: VideoRequest) {
	const { aspectRatio, image, lastFrame, prompt, references = [], seconds, sound } = wish;
	const frames = lastFrame
		? [
				...(image ? [{ image, frameType: 'first_frame' as const }] : []),
				{ image: lastFrame, frameType: 'last_frame' as const },
			]
		: undefined;
	// The SDK drops references beside frames, other than in this older option.
	const beside = frames && references.length > 0;
	return {
		prompt: image && !frames ? { image, text: prompt } : (prompt ?? ''),
		...(seconds !== undefined && { duration: seconds }),
		...(aspectRatio && { aspectRatio }),
		...(sound !== undefined && { generateAudio: sound }),
		...(frames && { frameImages: frames }),
		...(references.length > 0 && !frames && { inputReferences: references }),
		providerOptions: {
			xai: omitUndefined({
				mode: wish.voices ? 'reference-to-video' : MODES[wish.kind ?? 'generation'],
				resolution: wish.resolution,
				referenceImageUrls: beside ? references : undefined,
				referenceVoiceIds: wish.voices,
				keyframes: wish.keyframes?.map(({ at, image: imageUrl }) => ({
					imageUrl,
					timestampSeconds: at,
				})),
				storageOptions: wish.storage,
				user: wish.user,
				videoUrl: wish.video,
				// No option of the SDK's own, but handed on.
				output: wish.uploadUrl && { upload_url: wish.uploadUrl },
			}) as Record<string, string>,
		},
	};
}

interface CapturedRequest {
	path: string;
	body: JsonObject;
	warnings: string[];
}

/** What the AI SDK sends for a wish, and what it says that it cannot do. Nothing leaves this process. */
export async function captureRequest(wish: VideoRequest): Promise<CapturedRequest> {
	const sent: Array<{ path: string; body: JsonObject }> = [];
	const xai = createXai({
		apiKey: 'none',
		fetch: async (url, init) => {
			const { pathname } = new URL(String(url));
			sent.push({ path: pathname, body: JSON.parse(String(init?.body)) as JsonObject });
			return await Promise.resolve(Response.json({ request_id: 'none' }));
		},
	});
	const { warnings } = await startVideo({ model: xai.video(wish.model), ...toSdkArguments(wish) });
	return { ...sent[0], warnings: warnings.map((warning) => JSON.stringify(warning)) };
}

/** Has the AI SDK make a video on a stand-in: create, polls and download. */
export async function generateWithSdk(
	server: Xai,
	wish: VideoRequest,
	{ key = server.key, maxRetries = 0, timeoutMs = 5000 } = {},
) {
	const xai = createXai({ apiKey: key, baseURL: `${server.url}/v1` });
	return await generateVideo({
		model: xai.video(wish.model),
		...toSdkArguments(wish),
		maxRetries,
		poll: { intervalMs: 5, timeoutMs },
		// Its own download refuses addresses of this machine.
		download: async ({ url }) => {
			const response = await fetch(url);
			const data = new Uint8Array(await response.arrayBuffer());
			return { data, mediaType: response.headers.get('content-type') ?? undefined };
		},
	});
}
