using System.Text.RegularExpressions;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>The page «Le promesse e le prove» and docs/promises.md are made from the names of the tests when the program is built: <c>CO22_…</c> proves CO-22.</summary>
public sealed partial class PromisesTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    [Fact]
    public async Task Promises_PageAndDocument_SayWhatTheTestsProve()
    {
        using var anyone = town.BrowserAt("localhost");
        var page = await anyone.GetAsync("/promesse");
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "promises.md"), TestContext.Current.CancellationToken);
        var proofs = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Between().IsMatch(file))
            .SelectMany(file => Proof().Matches(File.ReadAllText(file)).Select(proof => (Capability: $"{proof.Groups[2].Value}-{proof.Groups[3].Value}", Test: $"{Path.GetFileNameWithoutExtension(file)}.{proof.Groups[1].Value}")))
            .ToList();
        proofs.Count.ShouldBeGreaterThan(50);
        foreach (var (capability, test) in proofs)
        {
            page.Main.ShouldContain(test, customMessage: $"the page does not show what proves {capability}");
            document.Split('\n').Single(line => line.StartsWith($"| {capability} |", StringComparison.Ordinal)).ShouldContain(test);
        }
        document.Split('\n').Count(line => line.StartsWith("| C", StringComparison.Ordinal)).ShouldBe(89);
    }

    [GeneratedRegex(@"public (?:async )?(?:Task|void) ((C[VO])(\d\d)_\w+)")]
    private static partial Regex Proof();

    [GeneratedRegex(@"[\\/](bin|obj|node_modules)[\\/]")]
    private static partial Regex Between();
}
