import { describe, expect, test } from 'vitest';
import { all, routeOf, to, type Route } from './router';

const read = (address: string) => {
  const { pathname, search } = new URL(address, 'http://node.localhost');
  return routeOf(pathname, search);
};

describe('an address', () => {
  test.each<[string, Route]>([
    ['/', { screen: 'home' }],
    ['/health', { screen: 'health' }],
    ['/you', { screen: 'you' }],
    ['/inbox', { screen: 'inbox', filter: all }],
    ['/inbox?group=lake-tarn&open=1', { screen: 'inbox', filter: { group: 'lake-tarn', open: true } }],
    ['/inbox/lake-tarn/inquiry--7c1f?open=1', { screen: 'inbox', filter: { group: '', open: true }, item: { group: 'lake-tarn', id: 'inquiry--7c1f' } }],
    ['/inbox/lake-tarn', { screen: 'nowhere', path: '/inbox/lake-tarn' }],
    ['/health/x', { screen: 'nowhere', path: '/health/x' }],
    ['/inbox/%ff/x', { screen: 'nowhere', path: '/inbox/%ff/x' }],
  ])('%s is a place or none', (address, place) => expect(read(address)).toEqual(place));

  test('comes back from every place, whatever an id is made of', () => {
    const ids = ['inquiry--1', 'a/b', '../x', '?x=1#y', '%2e', '%', ' ', '😀', 'a\u202eb', '<img>', 'javascript:alert(1)', '//evil.example', '\\\\evil.example', 'a'.repeat(5000)];
    for (const id of ids)
      for (const group of ['lake-tarn', 'ä/ö', '%2f']) {
        const place: Route = { screen: 'inbox', filter: { group: id, open: true }, item: { group, id } };
        expect(read(to(place))).toEqual(place);
      }
  });
  test('is always a path of this origin', () => {
    for (const id of ['//evil.example', 'http://evil.example', '\\evil', 'javascript:alert(1)', '..', '.', '', '\ud800'])
      expect(to({ screen: 'inbox', filter: all, item: { group: id, id } })).toMatch(/^\/inbox(\/[^/\\:]+\/[^/\\:]+)?$/);
  });
});
