import { fileNameFor } from '../../../nodes/GrokVideo/input/binaryFile';

const NAMED_AFTER_THE_TASK = 'grok-video-task_1.mp4';

describe('the name of the video’s file', () => {
	it.each([
		['summer', 'summer.mp4'],
		['v1.25', 'v1.25.mp4'],
		['Video 10.30', 'Video 10.30.mp4'],
		['summer.2024', 'summer.2024.mp4'],
		['夏の海', '夏の海.mp4'],
		['notes.txt', 'notes.txt.mp4'],
		['mp4', 'mp4.mp4'],
		['clip.mp4 final', 'clip.mp4 final.mp4'],
	])('%s gets the extension of an MP4', (wanted, name) => {
		expect(fileNameFor(wanted, 'task_1')).toBe(name);
	});

	it.each([
		...['summer.mp4', 'SUMMER.MP4', 'v1.25.Mp4', '.hidden.mp4'],
		...['clip.m4v', 'clip.MOV', 'clip.webm', 'clip.mkv', 'clip.avi', 'clip.mpg', 'clip.mpeg'],
	])('%s stays as it is', (name) => {
		expect(fileNameFor(name, 'task_1')).toBe(name);
	});

	it.each([
		['Video for 24/7 support', 'Video for 24-7 support.mp4'],
		['24 / 7', '24-7.mp4'],
		['../../etc/clip.mp4', 'etc-clip.mp4'],
		['C:\\Users\\me\\clip.mov', 'C:-Users-me-clip.mov'],
		['videos/summer/', 'videos-summer.mp4'],
		['videos/..', 'videos.mp4'],
		['videos/.mov', 'videos.mov'],
	])('%j has no path separators', (wanted, name) => {
		expect(fileNameFor(wanted, 'task_1')).toBe(name);
	});

	it.each([
		['Summer\nsale', 'Summer sale.mp4'],
		['Summer \r\n\t sale\n.mp4', 'Summer sale.mp4'],
		['sum\0mer\u0085.mp4', 'summer.mp4'],
	])('%j is on one line, without control characters', (wanted, name) => {
		expect(fileNameFor(wanted, 'task_1')).toBe(name);
	});

	it.each([
		['x'.repeat(500), `${'x'.repeat(196)}.mp4`],
		[`${'x'.repeat(500)}.mov`, `${'x'.repeat(196)}.mov`],
		['🌊'.repeat(300), `${'🌊'.repeat(196)}.mp4`],
		[`${'夏'.repeat(195)}.webm`, `${'夏'.repeat(195)}.webm`],
	])('has at most 200 characters', (wanted, name) => {
		expect(fileNameFor(wanted, 'task_1')).toBe(name);
		expect(Array.from(fileNameFor('', wanted))).toHaveLength(200);
	});

	it.each(['', ' ', '.', '..', '/', '\\', '\0', '.mp4', '...mp4'])(
		'%j says nothing, so the file is named after the task',
		(wanted) => {
			expect(fileNameFor(wanted, 'task_1')).toBe(NAMED_AFTER_THE_TASK);
		},
	);

	it.each(['a/b', 'a\\b', 'a\0/b'])('a task ID like %j makes no path', (taskId) => {
		expect(fileNameFor('', taskId)).toBe('grok-video-a-b.mp4');
	});
});
