using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>
/// The page «Le promesse e le prove» and docs/promises.md are made from the names of the tests: <c>CO22_…</c> proves CO-22. Run with
/// LIBURIA_WRITE_PROMISES=1 to write them anew after adding a test.
/// </summary>
public sealed partial class PromisesTests
{
    [Fact]
    public void Promises_PageAndDocument_SayWhatTheTestsProve()
    {
        var (proofs, document) = (Path.Combine(Repository.Root, "src", "Consortium", "Seed", "proofs.json"), Path.Combine(Repository.Root, "docs", "promises.md"));
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Where(f => !Regex.IsMatch(f, @"[\\/](bin|obj|node_modules)[\\/]")))
        {
            var suite = Path.GetFileNameWithoutExtension(file);
            foreach (Match method in Method().Matches(File.ReadAllText(file)))
                foreach (Match id in Capability().Matches(method.Groups[1].Value))
                {
                    var key = $"{id.Groups[1].Value}-{id.Groups[2].Value}";
                    if (!found.TryGetValue(key, out var tests)) found[key] = tests = new SortedSet<string>(StringComparer.Ordinal);
                    tests.Add($"{suite}.{method.Groups[1].Value}");
                }
        }
        var json = JsonSerializer.Serialize(found, new JsonSerializerOptions { WriteIndented = true }) + "\n";
        var phrases = File.ReadAllLines(Path.Combine(Repository.Root, "src", "Consortium", "Seed", "capabilities.csv")).Skip(1).Where(line => line.Length > 0).Select(line => (Id: line[..5], Phrase: Phrase().Match(line[6..]) is var m && m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value)).ToList();
        phrases.Count.ShouldBe(89);
        found.Keys.Except(phrases.Select(p => p.Id)).ShouldBeEmpty("a test names a capability that does not exist");
        var text = new StringBuilder($"# Promises and proofs\n\nGenerated from the names of the tests: {found.Count} of {phrases.Count} promises have at least one automatic proof; the others are not there yet.\nA proof shows a piece that works, not that the whole promise is kept.\n\n| Id | Promise | State | Proofs |\n|---|---|---|---|\n");
        foreach (var (id, phrase) in phrases)
            text.Append($"| {id} | «{phrase.Replace("\"\"", "\"", StringComparison.Ordinal)}» | {(found.ContainsKey(id) ? "partly proved" : "not yet")} | {string.Join("<br>", found.GetValueOrDefault(id) ?? [])} |\n");
        if (Environment.GetEnvironmentVariable("LIBURIA_WRITE_PROMISES") == "1")
        {
            File.WriteAllText(proofs, json);
            File.WriteAllText(document, text.ToString());
        }
        File.ReadAllText(proofs).ShouldBe(json);
        File.ReadAllText(document).ShouldBe(text.ToString());
    }

    [GeneratedRegex(@"public (?:async )?(?:Task|void) ((?:C[VO]\d\d_)\w+)")]
    private static partial Regex Method();

    [GeneratedRegex(@"(?<![A-Za-z0-9])_?(C[VO])(\d\d)(?=_)")]
    private static partial Regex Capability();

    [GeneratedRegex(@"^(?:""((?:[^""]|"""")*)""|([^,]*))")]
    private static partial Regex Phrase();
}
