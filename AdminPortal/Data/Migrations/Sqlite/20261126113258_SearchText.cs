using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SearchText : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The portal fills the new columns while it puts the missing guards back, also where it was killed in between.
            migrationBuilder.Sql("DROP TRIGGER IF EXISTS guard_businesses_update");
            migrationBuilder.Sql("DROP TRIGGER IF EXISTS guard_ai_agents_update");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "businesses",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "ai_agents",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "search_text",
                table: "businesses");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "ai_agents");
        }
    }
}
