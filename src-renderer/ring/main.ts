import { mount } from 'svelte';
import { ownBridge } from '../state/ask';
import { RingingCard } from '../state/ringing-card.svelte';
import '../style/base.css';
import RingCard from '../views/ring-card.svelte';

const target = document.getElementById('ring');
if (target !== null) mount(RingCard, { target, props: { card: new RingingCard(ownBridge()) } });
