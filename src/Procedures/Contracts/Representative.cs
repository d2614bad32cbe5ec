using Liburia.Platform.Language;

namespace Liburia.Procedures.Contracts;

/// <summary>Who acts for an applicant, and by what right.</summary>
/// <param name="Name">Given name first.</param>
/// <param name="Act">The right, with its norm: «delega data online il 3 dicembre 2026 (art. 38 c. 3-bis DPR 445/2000)».</param>
public sealed record Representative(string TaxCode, string Name, Texts Act);
