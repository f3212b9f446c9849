"""Texts to ask about, written for the tests."""

PLANTS = """\
Photosynthesis is the process by which green plants turn sunlight into chemical energy. Plants take in carbon
dioxide through small pores in their leaves. Water is absorbed by the roots and carried upward through the stem.
Chlorophyll is a green pigment that absorbs mostly red and blue light. The light reactions take place in the
thylakoid membranes of the chloroplast. They split water and release oxygen into the air. The Calvin cycle takes
place in the stroma and builds sugar from carbon dioxide. Melvin Calvin described the cycle in 1950 at the
University of California. Jan Ingenhousz, a Dutch scientist, showed in 1779 that plants need light to release
oxygen. Stomata are the pores through which a leaf exchanges gases with the air. Respiration is the process by
which cells release the energy stored in sugar."""

ROME = """\
The Roman Republic was founded in 509 BC after the expulsion of the last king. Two consuls were elected every
year to lead the state and its armies. Hannibal crossed the Alps in 218 BC with an army that included 37
elephants. Carthage was destroyed by Scipio Aemilianus in 146 BC after a long siege. Julius Caesar conquered
Gaul between 58 and 50 BC and crossed the Rubicon in 49 BC. He was murdered on the Ides of March by a group of
senators. Augustus defeated Mark Antony at Actium and became the first emperor of Rome. The Colosseum was opened
by Titus and could hold about 50,000 spectators. Trajan added Dacia to the empire, which reached its largest
extent under his rule."""

MARKDOWN = """# Promises in JavaScript

A **promise** is an object that stands for a value which comes later. The function `fetch` returns a promise for the
response of a server. Each promise has a *state*, which changes once.

## States

- pending means that nothing has happened yet in the life of the promise
- fulfilled means that the value of the promise has arrived at last

```js
const p = fetch("/api"); // The constant secret is a value that no question may show.
p.then(r => r.json());
```

The method `then` registers a callback for the value of the promise. A [callback](https://example.org/c) is a
function that is called later by other code. The keyword `await` pauses the function until the promise is settled. A
microtask is a small job that runs after the current script. Errors in a chain are passed to the next handler that
was registered with `catch`. The event loop empties the queue of microtasks before it runs the next timer.

| Method | Use |
|---|---|
| all | The table is a thing that no question may show. |

Name | Use | Remark
none | rare | The chart of the methods is a thing that no question may show.
"""

GERMAN = """\
Die Photosynthese ist ein Prozess, bei dem Pflanzen Lichtenergie in chemische Energie umwandeln. Die Pflanze
nimmt Wasser über die Wurzeln auf und transportiert es durch den Stängel in die Blätter. Das Chlorophyll ist ein
grüner Farbstoff, der vor allem rotes und blaues Licht aufnimmt. Die Lichtreaktion findet in den Thylakoiden der
Chloroplasten statt. Im Calvin-Zyklus wird aus Kohlendioxid Zucker gebildet. Die Spaltöffnungen sind Poren,
durch die das Blatt Gase mit der Luft austauscht. Die Zellatmung ist der Vorgang, bei dem Zellen die Energie des
Zuckers freisetzen. Melvin Calvin beschrieb den Zyklus im Jahr 1950 an der Universität von Kalifornien. Der
Sauerstoff gelangt durch die Spaltöffnungen in die Atmosphäre."""

ALL = {"plants": PLANTS, "rome": ROME, "markdown": MARKDOWN, "german": GERMAN}
