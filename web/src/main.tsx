// The room's beginning: who is there, in which language, at which place.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { startClock } from './base/clock';
import { english, german, language, languageOf, t } from './base/i18n';
import { startKeys } from './base/keys';
import { me, startListening } from './base/node';
import { route, startRouting } from './base/router';
import { bare, framed, Shell } from './parts/shell';
import { Link } from './parts/link';
import { Title } from './parts/states';
import { Health } from './screens/health';
import { Home } from './screens/home';
import { Inbox } from './screens/inbox';
import { You } from './screens/you';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './style/pages.css';
import './style/modes.css';

function Nowhere() {
  useEffect(() => {
    framed.value = bare;
    document.title = t('nowhere.title');
  }, []);
  return (
    <>
      <Title lead={t('nowhere.why')}>{t('nowhere.title')}</Title>
      <p><Link to={{ screen: 'home' }} class="btn">{t('nowhere.home')}</Link></p>
    </>
  );
}

function Screen() {
  const at = route.value;
  switch (at.screen) {
    case 'home':
      return <Home />;
    case 'inbox':
      return <Inbox place={at} />;
    case 'health':
      return <Health />;
    case 'you':
      return <You />;
    case 'nowhere':
      return <Nowhere />;
  }
}

function Room() {
  return <Shell><Screen key={route.value.screen} /></Shell>;
}

// Until the node has said who is there, the browser's own language is the best guess.
language.value = navigator.language.startsWith('de') ? german : english;
effect(() => {
  const tag = me.value?.language;
  const found = tag === undefined ? undefined : languageOf(tag);
  if (found instanceof Promise) void found.then((one) => (language.value = one));
  else if (found !== undefined) language.value = found;
});
startRouting();
startClock();
startKeys();
const place = document.getElementById('room');
if (place !== null) render(<Room />, place);
startListening();
