"""The promises by number, in the words of SECURITY.md. A test shows each; a control shows that the test could fail."""

from __future__ import annotations

PROMISES = {
    "P1": "No packet leaves the machine.",
    "P2": "You can have that proved on your own machine.",
    "P3": "A kill at any moment loses nothing that was acknowledged.",
    "P4": "A damaged index changes no answer and does not stop the app.",
    "P5": "A full or read-only disk is reported and loses nothing.",
    "P6": "Forgetting removes every byte that the program wrote of a file.",
    "P7": "A hostile file is stopped in time and memory, and reaches nothing.",
    "P8": "One bad file never stops the others.",
    "P9": "Links, pipes and other special files lead nowhere.",
    "P10": "The watch misses nothing for good and never looks outside its folders.",
    "P11": "Without a sound policy nothing is answered.",
    "P12": "Blocked text is never shown, however it is cut.",
    "P13": "A document cannot change the policy, and nothing acts on what it says.",
    "P14": "No link or image in an answer loads or opens by itself.",
    "P15": "No text can control the terminal.",
    "P16": "What the program writes is its owner's alone.",
    "P17": "A library has one owner at a time.",
    "P18": "Only known model files are loaded, and none that may run code.",
    "P19": "What is installed is what was released.",
    "P20": "In a vault, who has the disk without the passphrase reads nothing of the library.",
    "P21": "No log or record holds the text of your files.",
    "P22": "The app answers keys while it works, and esc ends an answer.",
}
