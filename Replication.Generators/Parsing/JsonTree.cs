using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Replication.Generators.Parsing;

/// <summary>
/// Reads the JSON of additional files. The base library of a generator reads JSON as XML: an element for each member,
/// its text the value.
/// </summary>
internal static class JsonTree
{
    /// <summary>Reads a file of one format.</summary>
    /// <param name="text">What is in the file.</param>
    /// <param name="format">What its member <c>format</c> must be.</param>
    /// <param name="read">Makes something of the whole; throws what <see cref="Child"/> and parsers do.</param>
    /// <param name="refuse">Makes something of the reason why it cannot be read.</param>
    public static T Read<T>(string text, string format, Func<XElement, T> read, Func<string, T> refuse)
    {
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            using XmlDictionaryReader reader =
                JsonReaderWriterFactory.CreateJsonReader(bytes, XmlDictionaryReaderQuotas.Max);
            XElement root = XDocument.Load(reader).Root!;
            return Text(root, "format") == format ? read(root) : refuse($"its format is not {format}");
        }
        catch (Exception exception)
            when (exception is XmlException or InvalidOperationException or FormatException or OverflowException)
        {
            return refuse(exception.Message.TrimEnd('.'));
        }
    }

    /// <summary>A member.</summary>
    /// <exception cref="FormatException">It is missing; the message names it.</exception>
    public static XElement Child(XElement item, string name) =>
        item.Element(name) ?? throw new FormatException($"'{name}' is missing");

    /// <summary>The value of a member.</summary>
    /// <exception cref="FormatException">It is missing; the message names it.</exception>
    public static string Text(XElement item, string name) => Child(item, name).Value;
}
