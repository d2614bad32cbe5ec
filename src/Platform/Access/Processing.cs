using Liburia.Platform.Database;

namespace Liburia.Platform.Access;

/// <summary>Whom an access package is about: one person, by every key the registers use.</summary>
/// <param name="SubjectIds">The person's records; none where the Comune knows them by tax code alone.</param>
public sealed record PersonKeys(string TaxCode, IReadOnlyCollection<Guid> SubjectIds);

/// <summary>Personal data of one table, as the person may have them (art. 15 GDPR).</summary>
/// <param name="Entity">Type of the rows.</param>
/// <param name="Name">File name in the package, without extension.</param>
/// <param name="Rows">The person's rows, with the names of their fields in plain Italian; never another person's data, nor the office's secrets.</param>
public sealed record PersonalTable(Type Entity, string Name, string Title, Func<AppDb, PersonKeys, IQueryable<object>> Rows);

/// <summary>An activity on personal data, as the controller's register describes it (art. 30 GDPR). Modules declare theirs; the register is made from them.</summary>
/// <param name="Purpose">Why, in Italian.</param>
/// <param name="LegalBasis">Art. 6 (and 9) GDPR, with the national norm.</param>
/// <param name="Subjects">Whose data.</param>
/// <param name="Data">Which data, where the tables do not say it all.</param>
/// <param name="Recipients">To whom they go.</param>
/// <param name="Keeping">For how long, with the norm.</param>
/// <param name="Tables">What of it a person gets when they ask for their data.</param>
public sealed record Processing(string Title, string Purpose, string LegalBasis, string Subjects, string Data, string Recipients, string Keeping, IReadOnlyList<PersonalTable> Tables);
