// The same tests, with more seeds.
Object.assign(process.env, { TEST_MEMORY_SEEDS: '1000', TEST_HTTP_SEEDS: '5' });
await import('./simulator.spec.ts');
