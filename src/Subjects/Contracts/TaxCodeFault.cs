namespace Liburia.Subjects.Contracts;

/// <summary>Why a text is not a codice fiscale of a natural person. The first fault found is reported.</summary>
public enum TaxCodeFault
{
    /// <summary>No fault: the code is formally valid.</summary>
    None,

    /// <summary>Nothing but blanks was given.</summary>
    Empty,

    /// <summary>The code does not have sixteen characters.</summary>
    Length,

    /// <summary>A position holds a character it does not admit, such as a letter outside LMNPQRSTUV in place of a digit.</summary>
    Characters,

    /// <summary>The sixteenth character does not follow from the other fifteen.</summary>
    CheckCharacter,

    /// <summary>The day is outside 1-31 and 41-71, or the month never has that day.</summary>
    Date,
}
