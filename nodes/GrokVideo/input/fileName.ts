const VIDEO_EXTENSION = /\.(mp4|m4v|mov|webm|mkv|avi|mpe?g)$/i;
const CONTROL_CHARACTERS = /\p{Cc}/gu;
const PATH_SEPARATORS = /[\\/]/g;

/**
 * The name of the video's file: never a path, never empty, always with a video's extension.
 * n8n's own `sanitizeFilename` is missing in n8n before 1.123.6 and in 2.0 to 2.2.
 */
export function fileNameOf(wanted: string, taskId: string): string {
	const name = lastPartOf(wanted);
	const stem = name.replace(VIDEO_EXTENSION, '');
	const isEmpty = /^\.*$/.test(stem);
	if (isEmpty) return `${lastPartOf(`grok-video-${taskId.replace(PATH_SEPARATORS, '-')}`)}.mp4`;
	return stem === name ? `${name}.mp4` : name;
}

function lastPartOf(path: string): string {
	const parts = path.replace(CONTROL_CHARACTERS, '').split(PATH_SEPARATORS);
	const named = parts.map((part) => part.trim()).filter((part) => part !== '');
	return named.pop() ?? '';
}
