using Liburia.Platform.Help;
using Shouldly;
using Xunit;

namespace Liburia.Platform.Tests;

/// <summary>Help is plain text with a little order in it.</summary>
public sealed class HelpTests
{
    [Fact]
    public void File_BecomesParagraphsListsAndSteps_AndMarkupStaysText()
    {
        var page = HelpBook.Read("/desk/prova\r\n# provare\r\n\r\nUna riga\r\ne l'altra <b>.\r\n\r\n## Poi\r\n\r\n- uno\r\n- due\r\n\r\n1. prima\r\n2. dopo\r\n", "prova.md");
        (page.Route, page.Title).ShouldBe(("desk/prova", "provare"));
        page.Blocks.Select(block => $"{block.Kind}: {string.Join(" | ", block.Lines)}")
            .ShouldBe(["Text: Una riga e l'altra <b>.", "Heading: Poi", "List: uno | due", "Steps: prima | dopo"]);
    }

    [Theory]
    [InlineData("# senza indirizzo\n\nTesto.")]
    [InlineData("/desk/prova\n\nTesto senza titolo.")]
    [InlineData("/servizi\n# non della scrivania\n\nTesto.")]
    public void File_WithoutAddressOrTitle_IsRefusedByItsName(string text) =>
        Should.Throw<InvalidOperationException>(() => HelpBook.Read(text, "prova.md")).Message.ShouldContain("prova.md");
}
