using System.Text.Json;
using Spectre.Console;

namespace Replication.Benchmarks;

/// <summary>A scenario's figures: stable names for machines, the same with an explanation for people.</summary>
/// <param name="scenario">The scenario's name.</param>
internal sealed class Report(string scenario)
{
    private readonly List<(string Name, object Value, string Meaning)> _figures = [];

    /// <summary>Adds a figure.</summary>
    public Report Add(string name, object value, string meaning)
    {
        _figures.Add((name, value is double number ? Math.Round(number, 3) : value, meaning));
        return this;
    }

    /// <summary>Adds the figures of one thing of several: an object in the JSON, rows in the table.</summary>
    public Report Add(string name, Report figures) => Add(name, figures, "");

    /// <summary>Prints the figures.</summary>
    public void Print(bool json)
    {
        if (json)
            PrintJson();
        else
            PrintTable();
    }

    private void PrintJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("scenario", scenario);
            WriteFigures(writer);
            writer.WriteEndObject();
        }

        Console.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private void WriteFigures(Utf8JsonWriter writer)
    {
        foreach ((string name, object value, _) in _figures)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }
    }

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case bool truth: writer.WriteBooleanValue(truth); break;
            case double number: writer.WriteNumberValue(number); break;
            case int whole: writer.WriteNumberValue(whole); break;
            case long whole: writer.WriteNumberValue(whole); break;
            case Report inner:
                writer.WriteStartObject();
                inner.WriteFigures(writer);
                writer.WriteEndObject();
                break;
            default: writer.WriteStringValue(value.ToString()); break;
        }
    }

    private void PrintTable()
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(scenario)), Border = TableBorder.Rounded };
        table.AddColumn("figure").AddColumn(new TableColumn("value").RightAligned()).AddColumn("what it is");
        AddRows(table, prefix: "");
        AnsiConsole.Write(table);
    }

    private void AddRows(Table table, string prefix)
    {
        foreach ((string name, object value, string meaning) in _figures)
        {
            if (value is Report inner)
                inner.AddRows(table, $"{prefix}{name}.");
            else
                table.AddRow(Markup.Escape(prefix + name), Markup.Escape($"{value}"), Markup.Escape(meaning));
        }
    }
}
