using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class WaveSegment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "segment_id",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "segment_id",
                schema: "surveys",
                table: "waves");
        }
    }
}
