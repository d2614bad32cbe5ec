using System.Text.Json;
using Liburia.Subjects.Contracts;
using Shouldly;
using Xunit;

namespace Liburia.Subjects.Tests;

public sealed class TaxCodeTests
{
    private static readonly Lazy<IReadOnlyList<JsonElement>> _vectors = new(ReadVectors);

    public static TheoryData<string> Computed => Ids("codice_fiscale");

    public static TheoryData<string> Omocodes => Ids("codice_fiscale_omocodia");

    public static TheoryData<string> Numeric => Ids("numeric_tax_code");

    public static TheoryData<string> Validated => Ids("codice_fiscale_validation");

    [Theory]
    [MemberData(nameof(Computed))]
    public void Compute_follows_the_vectors(string id)
    {
        var (inputs, expected) = Vector(id);
        var birth = DateOnly.Parse(Text(inputs, "birthDate"), System.Globalization.CultureInfo.InvariantCulture);
        var sex = Text(inputs, "sex")[0];
        var place = Text(inputs, "placeCode");

        var value = TaxCodeCalculator.Compute(Text(inputs, "surname"), Text(inputs, "givenName"), birth, sex, place);

        value.ShouldBe(expected.GetString());
        TaxCode.TryParse(value, out var code, out _).ShouldBeTrue();
        code.BirthDateBefore(new DateOnly(2026, 1, 1)).ShouldBe(birth);
        (code.Sex, code.PlaceCode, code.IsOmocode).ShouldBe((sex, place, false));
    }

    [Theory]
    [MemberData(nameof(Omocodes))]
    public void Omocode_follows_the_vectors_and_decodes_back(string id)
    {
        var (inputs, expected) = Vector(id);

        var value = TaxCodeCalculator.Omocode(Text(inputs, "base"), inputs.GetProperty("level").GetInt32());

        value.ShouldBe(expected.GetString());
        TaxCode.TryParse(value, out var code, out var fault).ShouldBeTrue(fault.ToString());
        TaxCode.TryParse(Text(inputs, "base"), out var origin, out _).ShouldBeTrue();
        code.IsOmocode.ShouldBeTrue();
        code.PlaceCode.ShouldBe(origin.PlaceCode);
        code.Sex.ShouldBe(origin.Sex);
        code.BirthDateBefore(new DateOnly(2026, 1, 1)).ShouldBe(origin.BirthDateBefore(new DateOnly(2026, 1, 1)));
    }

    [Theory]
    [MemberData(nameof(Validated))]
    public void Validation_follows_the_vectors(string id)
    {
        var (inputs, expected) = Vector(id);

        var valid = TaxCode.TryParse(Text(inputs, "value"), out var code, out var fault);

        valid.ShouldBe(expected.GetProperty("valid").GetBoolean());
        valid.ShouldBe(fault == TaxCodeFault.None);
        if (expected.TryGetProperty("normalised", out var normalised))
        {
            code.Value.ShouldBe(normalised.GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Numeric))]
    public void Numeric_code_follows_the_vectors(string id)
    {
        var (inputs, expected) = Vector(id);

        (Text(inputs, "first10") + NumericTaxCode.CheckDigit(Text(inputs, "first10"))).ShouldBe(expected.GetString());
        NumericTaxCode.IsValid(expected.GetString()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("02438750585")]
    [InlineData("0243875058")]
    [InlineData("0243875058٦")]
    public void Numeric_code_that_is_malformed_or_spoiled_is_refused(string? code) => NumericTaxCode.IsValid(code).ShouldBeFalse();

    [Theory]
    [InlineData(null, TaxCodeFault.Empty)]
    [InlineData(" \t", TaxCodeFault.Empty)]
    [InlineData("RSSMRA80A01H501", TaxCodeFault.Length)]
    [InlineData("02438750586", TaxCodeFault.Length)]
    [InlineData("RSSMRA80A01H5O1I", TaxCodeFault.Characters)]
    [InlineData("RSSMRA80F01H501U", TaxCodeFault.Characters)]
    [InlineData("1SSMRA80A01H501U", TaxCodeFault.Characters)]
    [InlineData("RSSMRA80A01H501X", TaxCodeFault.CheckCharacter)]
    [InlineData("RSSMRA80A32H501C", TaxCodeFault.Date)]
    [InlineData(" rss mra 80a01 h501u ", TaxCodeFault.None)]
    public void TryParse_names_the_fault(string? input, TaxCodeFault expected)
    {
        TaxCode.TryParse(input, out var code, out var fault).ShouldBe(expected == TaxCodeFault.None);

        fault.ShouldBe(expected);
        code.Value.ShouldBe(expected == TaxCodeFault.None ? "RSSMRA80A01H501U" : "");
    }

    [Theory]
    [InlineData("80A00", false)]
    [InlineData("80A31", true)]
    [InlineData("80A32", false)]
    [InlineData("80A40", false)]
    [InlineData("80A41", true)]
    [InlineData("80A71", true)]
    [InlineData("80A72", false)]
    [InlineData("00B29", true)]
    [InlineData("01B29", false)]
    [InlineData("80B30", false)]
    [InlineData("80D71", false)]
    public void TryParse_checks_the_day(string date, bool valid)
    {
        var first15 = $"RSSMRA{date}H501";

        TaxCode.TryParse(first15 + TaxCodeCalculator.CheckCharacter(first15), out _, out var fault).ShouldBe(valid);

        fault.ShouldBe(valid ? TaxCodeFault.None : TaxCodeFault.Date);
    }

    [Fact]
    public void BirthDateBefore_takes_the_latest_date_not_after_today()
    {
        TaxCode.TryParse(TaxCodeCalculator.Compute("Russo", "Anna", new DateOnly(2020, 5, 10), 'F', "A512"), out var code, out _).ShouldBeTrue();

        code.BirthDateBefore(new DateOnly(2020, 5, 10)).ShouldBe(new DateOnly(2020, 5, 10));
        code.BirthDateBefore(new DateOnly(2020, 5, 9)).ShouldBe(new DateOnly(1920, 5, 10));
    }

    [Fact]
    public void Mask_shows_only_six_characters()
    {
        TaxCode.TryParse("RSSMRA80A01H501U", out var code, out _).ShouldBeTrue();

        code.Mask().ShouldBe("RSSMRA**********");
        default(TaxCode).Mask().ShouldBe("");
    }

    [Fact]
    public void The_default_value_decodes_nothing()
    {
        default(TaxCode).IsOmocode.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => default(TaxCode).PlaceCode);
    }

    [Theory]
    [InlineData("De Luca", "Chloé", "DLCCHL")]
    [InlineData("Sant'Elia-Rossi", "Al", "SNTLAX")]
    [InlineData("Strauß", "Göran", "STRGRN")]
    [InlineData("Ö", "Łu\u0308", "OEXLUE")]
    [InlineData("", "Maria Grazia", "XXXMGR")]
    public void Compute_transliterates_and_pads(string familyName, string givenName, string expected) =>
        TaxCodeCalculator.Compute(familyName, givenName, new DateOnly(1980, 1, 1), 'F', "H501")[..6].ShouldBe(expected);

    [Fact]
    public void Malformed_arguments_are_refused()
    {
        var date = new DateOnly(1980, 1, 1);

        Should.Throw<ArgumentException>(() => TaxCodeCalculator.Compute("Rossi", "Mario", date, 'X', "H501"));
        Should.Throw<ArgumentException>(() => TaxCodeCalculator.Compute("Rossi", "Mario", date, 'M', "H5O1"));
        Should.Throw<ArgumentException>(() => TaxCodeCalculator.CheckCharacter("RSSMRA80A01H501U"));
        Should.Throw<ArgumentException>(() => TaxCodeCalculator.Omocode("RSSMRA", 1));
        Should.Throw<ArgumentOutOfRangeException>(() => TaxCodeCalculator.Omocode("RSSMRA80A01H501U", 0));
        Should.Throw<ArgumentOutOfRangeException>(() => TaxCodeCalculator.Omocode("RSSMRA80A01H501U", 8));
    }

    private static TheoryData<string> Ids(string family) =>
        [.. _vectors.Value.Where(v => Text(v, "family") == family).Select(v => Text(v, "id"))];

    private static (JsonElement Inputs, JsonElement Expected) Vector(string id)
    {
        var vector = _vectors.Value.Single(v => Text(v, "id") == id);
        return (vector.GetProperty("inputs"), vector.GetProperty("expected"));
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static List<JsonElement> ReadVectors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "domain-vectors.json");
            if (File.Exists(file))
            {
                using var document = JsonDocument.Parse(File.ReadAllText(file));
                return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(v => v.Clone())];
            }
        }

        throw new FileNotFoundException("shared/data/domain-vectors.json was not found beside the repository.");
    }
}
