"""The result of a run as Markdown and as pictures."""

import json
import os
import platform
import re
import subprocess
import time
from pathlib import Path
from statistics import median

from failure import Failure
from packages import version
from sites import HERE

SPREAD = ("rate", "reload_ms", "start_ms", "recovered_ms", "first_p99")  # shown with the least and the most


def machine(given):
    """Where and how it was measured."""
    java_version = subprocess.run([java(given), "-version"], capture_output=True, text=True).stderr.partition("\n")[0]
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    return {
        "date": time.strftime("%Y-%m-%d"), "processors": f"{os.cpu_count()}, {model[1] if model else platform.machine()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') >> 30} GB",
        "system": f"Linux {platform.release()} {platform.machine()}, {os_name()}", "java": java_version,
        "virtuald": version([given.dist / "bin/virtuald", "--version"]),
        "rounds": f"{given.rounds}, {given.seconds:g} s a measurement: {', '.join(given.only)}", "load before": f"{os.getloadavg()[0]:.1f}"}


def earlier(given, here):
    """What the results have of other scenarios; how often those were measured is added to what is known of the machine."""
    old = json.loads((given.results / "result.json").read_text())
    for key in ("processors", "memory", "system", "java", "virtuald"):
        if old["machine"][key] != here[key]:
            raise Failure(f"--add: {given.results} has {key} {old['machine'][key]}, here it is {here[key]}: not comparable")
    here["rounds"] = "; ".join([*without(old["machine"]["rounds"], given.only), here["rounds"]])
    return dict(old, records=[one for one in old["records"] if one["scenario"] not in given.only])


def without(runs, scenarios):
    """What is told of earlier runs, but for scenarios that are measured again."""
    for run in runs.split("; "):
        how, _, names = run.partition(": ")
        if kept := [name for name in names.split(", ") if name not in scenarios]:
            yield f"{how}: {', '.join(kept)}"


def java(given):
    home = given.java or os.environ.get("JAVA_HOME")
    return Path(home) / "bin/java" if home else "java"


def os_name():
    text = Path("/etc/os-release").read_text()
    return re.search(r'^PRETTY_NAME="(.*)"$', text, re.M)[1]


def grouped(records):
    """case → server → the records of all rounds."""
    groups = {}
    for one in records:
        groups.setdefault(one["case"], {}).setdefault(one["server"], []).append(one)
    return groups


def mid(rounds, key):
    values = [one[key] for one in rounds if key in one]
    return median(values) if values else None


def cell(rounds, key, digits):
    middle = mid(rounds, key)
    if middle is None:
        return "–"
    values = [one[key] for one in rounds]
    spread = f" ({min(values):.{digits}f}–{max(values):.{digits}f})" if key in SPREAD and len(values) > 1 else ""
    return f"{middle:.{digits}f}{spread}"


def ratio(rounds, others):
    """Of neighbours in time: taken within each round, and the median of that."""
    ratios = [one["rate"] / other["rate"] for one, other in zip(rounds, others or [])]
    return f"{median(ratios):.2f}" if ratios else "–"


def table(servers, columns):
    """A Markdown table of one case."""
    columns = [column for column in columns if any(mid(rounds, column[0]) is not None for rounds in servers.values())]
    with_ratios = columns[0][0] == "rate"
    inetd = next((rounds for name, rounds in servers.items() if name.startswith("inetd +")), None)
    compared = {"× inetd": inetd, "× C loop, entry": servers.get("C loop, entry program"), "× C loop": servers.get("C loop")}
    rows = [["", *(heading for _, heading, _ in columns), *(compared if with_ratios else [])]]
    for name, rounds in servers.items():
        ratios = [ratio(rounds, others) for others in compared.values()] if with_ratios else []
        rows.append([name, *(cell(rounds, key, digits) for key, _, digits in columns), *ratios])
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    rows.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    return "\n".join(
        "| " + " | ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]) + " |"
        for row in rows)


def charts(scenario, records):
    """The pictures of a scenario: bars by case, one colour a server."""
    groups = grouped(records)
    cases, servers = list(groups), list(dict.fromkeys(one["server"] for one in records))
    return [{
        "file": f"{scenario.name}-{key.replace('_', '-')}.svg", "title": scenario.title, "x": scenario.by_case,
        "y": next(heading for name, heading, _ in scenario.columns if name == key), "categories": cases,
        "logarithmic": scenario.logarithmic,
        "series": [{"name": server, "values": [mid(groups[case].get(server, []), key) for case in cases]}
                   for server in servers]} for key in scenario.pictures]


def write(given, result, scenarios):
    """Writes the figures, the tables and, where the module of the pictures is built, those."""
    directory = given.results
    directory.mkdir(parents=True, exist_ok=True)
    pictures, text = [], ["# Result", "", *(f"- {key}: {value}" for key, value in result["machine"].items())]
    text.append(f"- peers: {', '.join(f'{name} {number}' for name, number in result['versions'].items())}")
    text += [f"- left out: {left_out}" for left_out in result["left_out"]]
    for scenario in scenarios:
        records = [one for one in result["records"] if one["scenario"] == scenario.name]
        if records:
            text += ["", f"## {scenario.title}"]
            drawn = charts(scenario, records)
            pictures += drawn
            text += ["", *(f"![{picture['title']}, {picture['y']}]({picture['file']})" for picture in drawn)]
            for case, servers in grouped(records).items():
                text += ["", f"{scenario.by_case}: {case}", "", table(servers, scenario.columns)]
    (directory / "result.json").write_text(json.dumps(dict(result, charts=pictures), indent=1) + "\n")
    (directory / "README.md").write_text("\n".join(text) + "\n")
    draw(java(given), directory)


def draw(program, directory):
    classes, libraries = HERE / "target/classes", HERE / "target/lib"
    if not libraries.exists():
        print("no pictures: the module dist/bench is not built (mvn package)")
        return
    done = subprocess.run(
        [program, "-Djava.awt.headless=true", "-cp", f"{classes}:{libraries}/*", "org.virtuald.bench.Pictures", directory],
        capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"cannot draw the pictures:\n{done.stderr.strip()}")
