import { fileNameOf } from '../../../nodes/GrokVideo/input/fileName';

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
		expect(fileNameOf(wanted, 'task_1')).toBe(name);
	});

	it.each([
		...['summer.mp4', 'SUMMER.MP4', 'v1.25.Mp4', '.hidden.mp4'],
		...['clip.m4v', 'clip.MOV', 'clip.webm', 'clip.mkv', 'clip.avi', 'clip.mpg', 'clip.mpeg'],
	])('%s stays as it is', (name) => {
		expect(fileNameOf(name, 'task_1')).toBe(name);
	});

	it.each([
		['../../etc/clip.mp4', 'clip.mp4'],
		['C:\\Users\\me\\clip.mov', 'clip.mov'],
		['videos/summer/', 'summer.mp4'],
		['videos/ summer ', 'summer.mp4'],
		['sum\0mer\r\n\u0085.mp4', 'summer.mp4'],
	])('%j is only the last part of a path, without control characters', (wanted, name) => {
		expect(fileNameOf(wanted, 'task_1')).toBe(name);
	});

	it.each(['', ' ', '.', '..', 'videos/..', '/', '\\', '\0', '.mp4', '...mp4', 'videos/.mov'])(
		'%j says nothing, so the file is named after the task',
		(wanted) => {
			expect(fileNameOf(wanted, 'task_1')).toBe(NAMED_AFTER_THE_TASK);
		},
	);

	it.each(['a/b', 'a\\b', 'a\0/b'])('a task ID like %j makes no path', (taskId) => {
		expect(fileNameOf('', taskId)).toBe('grok-video-a-b.mp4');
	});
});
