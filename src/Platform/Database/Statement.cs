using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Liburia.Platform.Database;

/// <summary>What becomes of a column when the row that comes is there already.</summary>
public enum There
{
    /// <summary>What comes takes the place of what is there.</summary>
    Given,

    /// <summary>What comes, unless nothing comes.</summary>
    GivenOrKept,

    /// <summary>What comes is added to what is there.</summary>
    Sum,
}

/// <summary>
/// One command that EF has no word for: a row added unless it is there, a number raised and read in one step. Tables, columns and keys are named by EF's model,
/// so that none is spelled a second time. Several steps go to the database together.
/// </summary>
public sealed class Statement(AppDb db)
{
    private readonly ISqlGenerationHelper sql = db.GetService<ISqlGenerationHelper>();
    private readonly StringBuilder text = new();
    private readonly List<object?> values = [];

    /// <summary>Adds a row; what <see cref="OrKeep"/> or <see cref="OrChange"/> follows is said of a row that is there already.</summary>
    public Statement Add<T>(T row) where T : class
    {
        var (type, columns) = (TypeOf<T>(), TypeOf<T>().GetProperties().ToList());
        Begin().Append("INSERT INTO ").Append(Table(type)).Append(" AS kept (").AppendJoin(", ", columns.Select(Name));
        text.Append(") VALUES (").AppendJoin(", ", columns.Select(column => Value(column, column.PropertyInfo!.GetValue(row)))).Append(')');
        return this;
    }

    /// <summary>A row that is there already, by whatever key, stays as it is.</summary>
    public Statement OrKeep()
    {
        text.Append(" ON CONFLICT DO NOTHING");
        return this;
    }

    /// <summary>Of a row that is there already, by its primary key, these columns change and no other.</summary>
    public Statement OrChange<T>(params (Expression<Func<T, object?>> Column, There How)[] changes) where T : class
    {
        text.Append(" ON CONFLICT (").AppendJoin(", ", KeyOf(TypeOf<T>()).Select(Name)).Append(") DO UPDATE SET ").AppendJoin(", ", changes.Select(change =>
        {
            var name = Name(ColumnOf(change.Column));
            return $"{name} = " + change.How switch
            {
                There.Given => $"excluded.{name}",
                There.GivenOrKept => $"COALESCE(excluded.{name}, kept.{name})",
                _ => $"kept.{name} + excluded.{name}",
            };
        }));
        return this;
    }

    /// <summary>Sets a column of the row with that key.</summary>
    public Statement Set<T>(object key, Expression<Func<T, object?>> column, object value) where T : class
    {
        var property = ColumnOf(column);
        return Update<T>(key, $"{Name(property)} = {Value(property, value)}");
    }

    /// <summary>Adds to a number of the row with that key.</summary>
    public Statement Raise<T>(object key, Expression<Func<T, object?>> column, long by) where T : class
    {
        var name = Name(ColumnOf(column));
        values.Add(by);
        return Update<T>(key, $"{name} = {name} + {{{values.Count - 1}}}");
    }

    /// <summary>How many rows were added or changed.</summary>
    public Task<int> RunAsync(CancellationToken cancel = default) => db.Database.ExecuteSqlRawAsync(text.ToString(), values!, cancel);

    /// <summary>Runs it, and reads the one row it added or changed as it is now.</summary>
    public async Task<T> ReadAsync<T>(CancellationToken cancel = default) where T : class
    {
        text.Append(" RETURNING ").AppendJoin(", ", TypeOf<T>().GetProperties().Select(Name));
        return (await db.Set<T>().FromSqlRaw(text.ToString(), [.. values!]).AsNoTracking().ToListAsync(cancel)).Single();
    }

    private Statement Update<T>(object key, string change) where T : class
    {
        Begin().Append("UPDATE ").Append(Table(TypeOf<T>())).Append(" SET ").Append(change).Append(" WHERE ");
        var one = KeyOf(TypeOf<T>()).Single();
        text.Append(Name(one)).Append(" = ").Append(Value(one, key));
        return this;
    }

    private StringBuilder Begin() => text.Length > 0 ? text.Append(";\n") : text;

    private IEntityType TypeOf<T>() => db.Model.FindEntityType(typeof(T))!;

    private string Table(IEntityType type) => sql.DelimitIdentifier(type.GetTableName()!);

    private string Name(IProperty column) => sql.DelimitIdentifier(column.GetColumnName());

    private static IReadOnlyList<IProperty> KeyOf(IEntityType type) => type.FindPrimaryKey()!.Properties;

    private IProperty ColumnOf<T>(Expression<Func<T, object?>> column) => TypeOf<T>().FindProperty(column.GetMemberAccess())!;

    /// <summary>The place of a value, in the form in which EF itself would store it.</summary>
    private string Value(IProperty column, object? value)
    {
        values.Add(column.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value);
        return $"{{{values.Count - 1}}}";
    }
}
