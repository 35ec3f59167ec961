import { config, OF_EFFECTS } from './config.mjs';

/** What does I/O or keeps a state: the loop over items, a task's life, calls and downloads. */
export default config({
	name: 'effects',
	sources: [
		'actions/{budget,failure,router}.ts',
		'actions/*/*.ts',
		'loadEngine.ts',
		'methods/*.ts',
		'request/{files,inputVideo}.ts',
		'task/*.ts',
		'transport/{answer,deadline,download,http,semaphore,stream}.ts',
	],
	tests: OF_EFFECTS,
	concurrency: 8, // they wait for something most of the time
});
