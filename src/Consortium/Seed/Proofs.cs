using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Runs while Consortium is built: which tests prove which promise, by their names (<c>CO22_…</c> proves CO-22), for the page and for docs/promises.md.</summary>
public sealed class Proofs : Task
{
    [Required]
    public ITaskItem[] Tests { get; set; }

    [Required]
    public string Capabilities { get; set; }

    [Required]
    public string Page { get; set; }

    [Required]
    public string Document { get; set; }

    public override bool Execute()
    {
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var file in Tests.Select(item => item.GetMetadata("FullPath")))
            foreach (Match method in Regex.Matches(File.ReadAllText(file), @"public (?:async )?(?:Task|void) (C[VO]\d\d_\w+)", RegexOptions.None, TimeSpan.FromMilliseconds(200)))
                foreach (Match id in Regex.Matches(method.Groups[1].Value, @"(?<![A-Za-z0-9])_?(C[VO])(\d\d)(?=_)", RegexOptions.None, TimeSpan.FromMilliseconds(200)))
                {
                    var key = id.Groups[1].Value + "-" + id.Groups[2].Value;
                    if (!found.TryGetValue(key, out var tests)) found[key] = tests = new SortedSet<string>(StringComparer.Ordinal);
                    tests.Add(Path.GetFileNameWithoutExtension(file) + "." + method.Groups[1].Value);
                }
        var promises = File.ReadAllLines(Capabilities).Skip(1).Where(line => line.Length > 0).Select(line => (Id: line.Substring(0, 5), Phrase: PhraseOf(line.Substring(6)))).ToList();
        foreach (var unknown in found.Keys.Except(promises.Select(promise => promise.Id))) Log.LogError("A test names {0}, which is no promise.", unknown);
        Write(Page, "{" + string.Join(",", found.Select(row => "\n  \"" + row.Key + "\": [" + string.Join(",", row.Value.Select(test => "\n    \"" + test + "\"")) + "\n  ]")) + "\n}\n");
        Write(Document, "# Promises and proofs\n\nMade from the names of the tests when the program is built: " + found.Count + " of " + promises.Count
            + " promises have at least one automatic proof; the others are not there yet.\nA proof shows a piece that works, not that the whole promise is kept.\n\n| Id | Promise | State | Proofs |\n|---|---|---|---|\n"
            + string.Concat(promises.Select(promise => "| " + promise.Id + " | «" + promise.Phrase + "» | " + (found.TryGetValue(promise.Id, out var tests) ? "partly proved" : "not yet")
                + " | " + (tests is null ? "" : string.Join("<br>", tests)) + " |\n")));
        return !Log.HasLoggedErrors;
    }

    private static string PhraseOf(string rest) =>
        Regex.Match(rest, "^(?:\"((?:[^\"]|\"\")*)\"|([^,]*))", RegexOptions.None, TimeSpan.FromMilliseconds(200)) is var phrase && phrase.Groups[1].Success ? phrase.Groups[1].Value.Replace("\"\"", "\"") : phrase.Groups[2].Value;

    /// <summary>Leaves a file alone that says the same.</summary>
    private static void Write(string file, string text)
    {
        if (!File.Exists(file) || File.ReadAllText(file) != text) File.WriteAllText(file, text);
    }
}
