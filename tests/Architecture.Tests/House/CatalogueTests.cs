using Liburia.Platform;
using Liburia.Procedures.Models;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>The procedures that all modules together bring.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void Catalogue_Shipped_HasNoFault_EightCompleteAndTwentyFiveMore_OverTheCategories()
    {
        var catalogue = new ModelCatalogue(Closure.Modules, new Installation { DataFolder = Path.Combine(Path.GetTempPath(), "none") });
        catalogue.Faults.ShouldBeEmpty();
        catalogue.Newest.Count(m => m.IsOnline).ShouldBeGreaterThanOrEqualTo(8);
        catalogue.Newest.Count(m => !m.IsOnline).ShouldBeGreaterThanOrEqualTo(25);
        catalogue.Newest.Select(m => m.Sheet.Category).Distinct().Count().ShouldBe(15);
    }
}
